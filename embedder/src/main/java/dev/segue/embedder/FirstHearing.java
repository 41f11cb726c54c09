// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the tracks that were there before a revision are heard with it. A partition without a
 * committed offset is heard from its beginning to the end that it has then; until that is reached,
 * the end travels in the metadata of the commits, so that a restart or another member knows it.
 * Written by one thread, read by any.
 */
final class FirstHearing {
  private static final String FIRST = "first until ";
  private static final String AGAIN = "again until ";

  private final String revision;
  private final Map<TopicPartition, Part> parts = new HashMap<>();
  private volatile boolean again;
  private volatile long done;
  private volatile long total;

  /** Offsets of a partition. */
  private record Part(long begin, long position, long target, boolean again) {
    boolean isOver() {
      return position >= target;
    }
  }

  FirstHearing(String revision) {
    this.revision = revision;
  }

  /** Another revision was heard before: whoever learns from the vectors has to learn again. */
  void again() {
    again = true;
  }

  /** These partitions came; finds out where their hearing began and where it ends. */
  void assigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    if (partitions.isEmpty()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> committed =
        consumer.committed(new HashSet<>(partitions));
    Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      OffsetAndMetadata known = committed.get(partition);
      long begin = begins.get(partition);
      Part part =
          known == null
              ? new Part(begin, begin, ends.get(partition), again)
              : new Part(
                  begin,
                  known.offset(),
                  until(known.metadata()),
                  known.metadata().startsWith(AGAIN));
      if (!part.isOver()) {
        parts.put(partition, part);
      }
    }
    count();
  }

  /** These partitions went. */
  void revoked(Collection<TopicPartition> partitions) {
    parts.keySet().removeAll(partitions);
    count();
  }

  /** What a commit of this offset says about the hearing. */
  String metadata(TopicPartition partition, long offset) {
    Part part = parts.get(partition);
    if (part == null || offset >= part.target()) {
      return "";
    }
    return (part.again() ? AGAIN : FIRST) + part.target();
  }

  /**
   * Notes how far each partition is.
   *
   * @param positions the offset of the next record that has no outcome
   * @return the partitions, once all of them are heard; empty before, and when there is nothing to
   *     hear. The value: whether another revision was heard before
   */
  Map<TopicPartition, Boolean> advance(ToLongFunction<TopicPartition> positions) {
    if (parts.isEmpty()) {
      return Map.of();
    }
    parts.replaceAll(
        (partition, part) ->
            new Part(part.begin(), positions.applyAsLong(partition), part.target(), part.again()));
    Map<TopicPartition, Boolean> over = new HashMap<>();
    if (parts.values().stream().allMatch(Part::isOver)) {
      parts.forEach((partition, part) -> over.put(partition, part.again()));
      parts.clear();
    }
    count();
    return over;
  }

  /** For people; empty while there is nothing to hear for the first time. */
  Optional<String> text() {
    long all = total;
    return all == 0
        ? Optional.empty()
        : Optional.of(
            "hears %d tracks for revision %s: %d done"
                .formatted(all, revision, Math.min(done, all)));
  }

  /** Records of the tracks topic that are not heard yet. */
  long remaining() {
    return Math.max(0, total - done);
  }

  private void count() {
    done =
        parts.values().stream()
            .mapToLong(part -> Math.min(part.position(), part.target()) - part.begin())
            .sum();
    total = parts.values().stream().mapToLong(part -> part.target() - part.begin()).sum();
  }

  private static long until(String metadata) {
    // Ours or empty: nobody else commits for this group.
    boolean open = metadata.startsWith(FIRST) || metadata.startsWith(AGAIN);
    return open ? Long.parseLong(metadata.substring(FIRST.length())) : -1;
  }
}
