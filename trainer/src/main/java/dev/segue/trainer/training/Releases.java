// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows the active release of a model. */
@FunctionalInterface
interface Releases {
  /** The active release at this moment; empty if the model was never released or was withdrawn. */
  Optional<ModelRelease> active(String name) throws IOException, InterruptedException;

  /** Asks the releases topic, each time anew: a rollback may have come from elsewhere. */
  static Releases inTopic(TrainingPlan plan) {
    return name -> {
      Map<String, ModelRelease> latest = new HashMap<>();
      TopicReader.committed(plan.consumer())
          .read(plan.releases(), record -> keep(record, name, latest));
      return Optional.ofNullable(latest.get(name));
    };
  }

  private static void keep(
      ConsumerRecord<byte[], byte[]> record, String name, Map<String, ModelRelease> latest) {
    if (record.key() == null || !name.equals(new String(record.key(), StandardCharsets.UTF_8))) {
      return;
    }
    try {
      latest.put(name, Serdes.MODEL_RELEASE.fromBytes(record.value()));
    } catch (RuntimeException e) {
      Logger log = LoggerFactory.getLogger(Releases.class);
      log.warn("release of {} at offset {} is passed over", name, record.offset(), e);
    }
  }
}
