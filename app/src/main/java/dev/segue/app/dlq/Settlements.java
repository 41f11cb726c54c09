// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Marks on a dead-letter topic that a letter is settled: an empty record whose headers name the
 * letter and what became of it. A mark is written in the transaction that settles the letter, so a
 * letter is replayed once, also when the command is killed and run again.
 */
final class Settlements {
  private static final String LETTER = "segue.dlq.settled";
  private static final String HOW = "segue.dlq.how";

  private Settlements() {}

  /** The mark of a letter. */
  static ProducerRecord<byte[], byte[]> mark(LetterId letter, String how) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(LETTER, String.valueOf(letter.offset()).getBytes(StandardCharsets.UTF_8));
    headers.add(HOW, how.getBytes(StandardCharsets.UTF_8));
    return new ProducerRecord<>(
        letter.topic(), letter.partition(), (byte[]) null, (byte[]) null, headers);
  }

  static boolean isMark(ConsumerRecord<byte[], byte[]> record) {
    return record.headers().lastHeader(LETTER) != null;
  }

  /** The letter that a mark settles. */
  static LetterId settledBy(ConsumerRecord<byte[], byte[]> mark) {
    Header letter = mark.headers().lastHeader(LETTER);
    long offset = Long.parseLong(new String(letter.value(), StandardCharsets.UTF_8));
    return new LetterId(mark.topic(), mark.partition(), offset);
  }
}
