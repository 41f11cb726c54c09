// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.TopicSpec;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the dead-letter topics of a catalogue. Letters are given one by one and never kept. */
public final class DeadLetterTopics {
  private final KafkaSettings kafka;
  private final List<String> names;

  /** The dead-letter topics of this catalogue. */
  public DeadLetterTopics(KafkaSettings kafka, Topics topics, List<String> backbones) {
    this.kafka = kafka;
    this.names =
        topics.all(backbones).stream()
            .map(TopicSpec::name)
            .filter(name -> name.endsWith(".dlq"))
            .toList();
  }

  /**
   * The dead-letter topics that a filter admits.
   *
   * @throws IllegalArgumentException if it admits none; the message names all
   */
  public List<String> names(LetterFilter filter) {
    List<String> admitted = names.stream().filter(filter::admits).toList();
    if (admitted.isEmpty()) {
      String wanted = filter.id() == null ? filter.topic() : filter.id().topic();
      throw new IllegalArgumentException(
          "there is no dead-letter topic '" + wanted + "'; there are " + String.join(", ", names));
    }
    return admitted;
  }

  /** Gives the letters of a topic that are not settled, oldest first. */
  public void open(String deadLetterTopic, Consumer<Letter> each)
      throws IOException, InterruptedException {
    TopicReader reader = TopicReader.committed(kafka.consumer(Map.of()));
    Set<LetterId> settled = new HashSet<>();
    reader.read(
        deadLetterTopic,
        record -> {
          if (Settlements.isMark(record)) {
            settled.add(Settlements.settledBy(record));
          }
        });
    reader.read(
        deadLetterTopic,
        record -> {
          Letter letter = new Letter(record);
          if (!Settlements.isMark(record) && !settled.contains(letter.id())) {
            each.accept(letter);
          }
        });
  }
}
