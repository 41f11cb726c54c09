// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;

/** Compares a topic of the broker with the catalogue. */
final class TopicComparison {
  /** Settings whose larger value keeps more. */
  private static final Set<String> RETENTIONS =
      Set.of(TopicDifference.RETENTION, TopicDifference.RETENTION_BYTES, "delete.retention.ms");

  private final Replication replication;

  TopicComparison(Replication replication) {
    this.replication = replication;
  }

  List<TopicDifference> of(TopicSpec spec, TopicDescription description, Config config) {
    List<TopicDifference> differences = new ArrayList<>();
    int partitions = description.partitions().size();
    int replicas =
        description.partitions().stream().mapToInt(p -> p.replicas().size()).min().orElse(0);
    add(
        differences,
        spec,
        TopicDifference.PARTITIONS,
        partitions,
        OptionalInt.of(spec.partitions()));
    add(differences, spec, TopicDifference.REPLICATION, replicas, replication.factor());
    wanted(spec)
        .forEach(
            (setting, wanted) -> {
              String actual = config.get(setting).value();
              if (!isSame(setting, wanted, actual)) {
                differences.add(
                    new TopicDifference(
                        spec.name(),
                        setting,
                        actual,
                        wanted,
                        isAlterable(setting, wanted, actual, replicas)));
              }
            });
    return differences;
  }

  /** The topic settings that the catalogue cares for. */
  Map<String, String> wanted(TopicSpec spec) {
    Map<String, String> wanted = new TreeMap<>(spec.config());
    wanted.put(TopicDifference.CLEANUP, spec.cleanup().policy());
    replication
        .minInsync()
        .ifPresent(least -> wanted.put(TopicDifference.MIN_INSYNC, String.valueOf(least)));
    return wanted;
  }

  private static void add(
      List<TopicDifference> differences,
      TopicSpec spec,
      String setting,
      int actual,
      OptionalInt wanted) {
    if (wanted.isPresent() && wanted.getAsInt() != actual) {
      differences.add(
          new TopicDifference(
              spec.name(),
              setting,
              String.valueOf(actual),
              String.valueOf(wanted.getAsInt()),
              false));
    }
  }

  private static boolean isSame(String setting, String wanted, String actual) {
    return setting.equals(TopicDifference.CLEANUP)
        ? words(wanted).equals(words(actual))
        : wanted.equals(actual);
  }

  /** The policy is a list, in any order. */
  private static List<String> words(String list) {
    return Stream.of(list.split(",", -1)).map(String::trim).sorted().toList();
  }

  private static boolean isAlterable(String setting, String wanted, String actual, int replicas) {
    if (RETENTIONS.contains(setting)) {
      return TopicDifference.isLonger(wanted, actual);
    }
    return !setting.equals(TopicDifference.MIN_INSYNC) || Integer.parseInt(wanted) <= replicas;
  }
}
