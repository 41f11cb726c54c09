// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

import dev.segue.schemas.PlayEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the system has acknowledged, and nothing else: the only thing the model knows. Thread-safe.
 */
public final class Ledger {
  private final Map<List<String>, PlayEvent> plays = new HashMap<>();
  private final Map<String, Audio> tracks = new TreeMap<>();
  private final Set<Letter> letters = new TreeSet<>();
  private final Set<String> trainings = new TreeSet<>();
  private final Set<Finding> violations = new LinkedHashSet<>();
  private long uploads;
  private long refused;

  /**
   * A track that was acknowledged.
   *
   * @param sha256 of its audio
   * @param state what must become of it
   */
  public record Audio(String sha256, State state) {
    /** What must become of a track. */
    public enum State {
      /** It is embedded. */
      UP,
      /** It was taken down: its embedding is withdrawn. */
      DOWN,
      /** Its audio is no audio: a dead letter. */
      UNHEARABLE
    }
  }

  /** A play was acknowledged; the same event id of the same listener counts once. */
  public synchronized void acknowledged(PlayEvent play) {
    plays.putIfAbsent(List.of(play.getUserId(), play.getEventId()), play);
  }

  /** An upload was acknowledged. */
  public synchronized void uploaded(String trackId, String sha256, boolean hearable) {
    uploads++;
    tracks.put(trackId, new Audio(sha256, hearable ? Audio.State.UP : Audio.State.UNHEARABLE));
  }

  /** A takedown was acknowledged. */
  public synchronized void takenDown(String trackId) {
    tracks.computeIfPresent(trackId, (id, audio) -> new Audio(audio.sha256(), Audio.State.DOWN));
  }

  /** A record that cannot be used was acknowledged by the broker. */
  public synchronized void junk(Letter letter) {
    letters.add(letter);
  }

  /** A request for a training round was acknowledged. */
  public synchronized void training(String requestId) {
    trainings.add(requestId);
  }

  /** Something was refused for good, as it should be or not. */
  public synchronized void refused() {
    refused++;
  }

  /** An answer broke a promise by itself. */
  public synchronized void violated(Finding finding) {
    violations.add(finding);
  }

  /** Every play that counts. */
  public synchronized List<PlayEvent> plays() {
    return List.copyOf(plays.values());
  }

  /** Every track by its id. */
  public synchronized Map<String, Audio> tracks() {
    return new TreeMap<>(tracks);
  }

  /** The dead letters that there must be. */
  public synchronized Set<Letter> letters() {
    return new HashSet<>(letters);
  }

  /** The requests that must be answered. */
  public synchronized Set<String> trainings() {
    return new TreeSet<>(trainings);
  }

  /** What answers were wrong by themselves. */
  public synchronized List<Finding> violations() {
    return List.copyOf(violations);
  }

  /** Numbers of acknowledged plays, acknowledged uploads and refusals so far. */
  public synchronized Counts counts() {
    return new Counts(plays.size(), uploads, refused);
  }

  /** Numbers of what was sent. */
  public record Counts(long plays, long uploads, long refused) {
    /** What came since an earlier moment. */
    public Counts since(Counts before) {
      return new Counts(plays - before.plays, uploads - before.uploads, refused - before.refused);
    }
  }
}
