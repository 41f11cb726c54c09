// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Everything one backbone heard, by revision. One revision serves. The vectors of the next one are
 * collected beside it; when no track is left that has only the old ones, the next one serves. The
 * old vectors stay as long as a model that was trained on them serves. Thread-safe.
 *
 * <p>Until {@link #settle} the stores are being restored, and what serves is preliminary: of a
 * restored catalogue without a record of what served, the revision of more tracks does.
 */
final class ContentIndex {
  private final Predicate<String> audible;
  private final Map<String, VectorSet> sets = new TreeMap<>();
  private final Set<String> old = new TreeSet<>();
  private String served;
  private boolean remembered;
  private boolean settled;
  private RevisionChange change;

  /** Of tracks that nobody can hear again. */
  ContentIndex() {
    this(trackId -> false);
  }

  /**
   * Empty.
   *
   * @param audible whether a track of the catalogue has audio
   */
  ContentIndex(Predicate<String> audible) {
    this.audible = audible;
  }

  /** How far the next revision is. */
  record Next(String revision, int tracks, int of) {}

  /** Adds a track's newest vector; returns whether that changed anything. */
  synchronized boolean put(String trackId, String revision, float[] vector, long learnedAt) {
    if (served == null || (settled && !sets.containsKey(served))) {
      served = revision;
    }
    VectorSet set = sets.computeIfAbsent(revision, name -> new VectorSet(name, vector.length));
    boolean changed = set.put(trackId, vector, learnedAt);
    for (VectorSet other : sets.values()) {
      if (other == set) {
        continue;
      }
      if (!settled) {
        other.supersede(trackId);
      } else if (!keeps(other.revision())) {
        other.remove(trackId, learnedAt);
      }
    }
    if (settled && !keeps(revision)) {
      arrived(set, trackId);
    }
    return changed;
  }

  private void arrived(VectorSet set, String trackId) {
    if (change == null || change.to() != set) {
      change = new RevisionChange(sets.get(served), set, audible);
    }
    change.arrived(trackId);
  }

  /** Withdraws a track's vectors; returns whether there were any. */
  synchronized boolean remove(String trackId, long learnedAt) {
    boolean changed = false;
    for (VectorSet set : sets.values()) {
      changed |= set.remove(trackId, learnedAt);
    }
    return changed;
  }

  /** Whether a track has a vector, of whatever revision. */
  synchronized boolean has(String trackId) {
    return sets.values().stream().anyMatch(set -> set.contains(trackId));
  }

  /** The vectors that serve; empty before the first. */
  synchronized Optional<VectorSet> served() {
    return Optional.ofNullable(served).map(sets::get);
  }

  /** The vectors of a revision that serves, or did and is still in use. */
  synchronized Optional<VectorSet> usable(String revision) {
    return keeps(revision) ? Optional.ofNullable(sets.get(revision)) : Optional.empty();
  }

  /** Whether the older vectors of a track are kept when it has newer ones. */
  synchronized boolean keeps(String revision) {
    return !settled || revision.equals(served) || old.contains(revision);
  }

  /** The revision on its way, if there is one. */
  synchronized Optional<Next> next() {
    return Optional.ofNullable(change)
        .filter(c -> c.to().size() > 0)
        .map(c -> new Next(c.to().revision(), c.to().size(), sets.get(served).size()));
  }

  /** Whether every track has a vector of the next revision. */
  synchronized boolean isComplete() {
    return settled && change != null && change.isComplete();
  }

  /** Lets the next revision serve; returns it. */
  synchronized Optional<String> switchOver() {
    if (!isComplete()) {
      return Optional.empty();
    }
    old.add(served);
    served = change.to().revision();
    old.remove(served);
    change = null;
    return Optional.of(served);
  }

  /** Drops the vectors of old revisions but these. */
  synchronized void retain(Set<String> revisions) {
    for (String revision : List.copyOf(old)) {
      if (!revisions.contains(revision)) {
        old.remove(revision);
        sets.remove(revision);
      }
    }
  }

  /** Takes up what served before a restart, as {@link #memory} told it. */
  synchronized void remember(List<String> memory) {
    if (!settled) {
      served = memory.get(0);
      old.addAll(memory.subList(1, memory.size()));
      remembered = true;
    }
  }

  /** What must be known after a restart: the served revision, then old ones in use. */
  synchronized List<String> memory() {
    List<String> memory = new ArrayList<>();
    if (settled && served != null) {
      memory.add(served);
      memory.addAll(old);
    }
    return memory;
  }

  /** All that was known before the start is here now. */
  synchronized void settle() {
    if (settled) {
      return;
    }
    Comparator<VectorSet> bySize = Comparator.comparingInt(VectorSet::size);
    if (!remembered || served().isEmpty() || served().get().size() == 0) {
      sets.values().stream().max(bySize).ifPresent(set -> served = set.revision());
    }
    old.removeIf(revision -> revision.equals(served));
    settled = true;
    for (VectorSet set : sets.values()) {
      if (!keeps(set.revision())) {
        set.dropSuperseded();
      }
    }
    sets.values().stream()
        .filter(set -> !keeps(set.revision()) && set.size() > 0)
        .max(bySize)
        .ifPresent(set -> change = new RevisionChange(sets.get(served), set, audible));
  }

  /** Names the tracks whose vectors came, changed or went at this time or later. */
  synchronized void changedSince(long time, Consumer<String> tracks) {
    sets.values().forEach(set -> set.changedSince(time, tracks));
  }

  /** Whether nothing was ever heard. */
  synchronized boolean isEmpty() {
    return sets.isEmpty();
  }

  /** Tracks with a vector that serves. */
  int size() {
    return served().map(VectorSet::size).orElse(0);
  }

  @Override
  public synchronized String toString() {
    String now = served == null ? "no vectors" : served + " of " + size() + " tracks";
    return next()
        .map(
            n -> "%s; %s is next: %d of %d tracks".formatted(now, n.revision(), n.tracks(), n.of()))
        .orElse(now);
  }
}
