// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Follows the releases of models. */
final class ReleasesProcessor extends GlobalProcessor {
  private final ActiveModel model;

  ReleasesProcessor(
      ActiveModel model,
      DeadLetterSender deadLetters,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    super(StateStores.RELEASES, deadLetters, sender);
    this.model = model;
  }

  @Override
  void apply(String name, byte[] value, long learnedAt) {
    if (value == null) {
      model.withdraw(name);
    } else {
      ModelRelease release = Serdes.MODEL_RELEASE.fromBytes(value);
      requireKey(name, release.getName());
      model.offer(release);
    }
  }
}
