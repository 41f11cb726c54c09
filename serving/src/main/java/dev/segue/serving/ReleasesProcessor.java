// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Follows the releases of models. */
final class ReleasesProcessor extends GlobalProcessor {
  private final ActiveModels models;

  ReleasesProcessor(
      ActiveModels models,
      DeadLetterSender deadLetters,
      Consumer<ProducerRecord<byte[], byte[]>> sender) {
    super(StateStores.RELEASES, deadLetters, sender);
    this.models = models;
  }

  @Override
  void apply(String name, byte[] value, long learnedAt) {
    if (value == null) {
      models.withdraw(name);
    } else {
      ModelRelease release = Serdes.MODEL_RELEASE.fromBytes(value);
      requireKey(name, release.getName());
      models.offer(release);
    }
  }
}
