// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.publish;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Turns a producer's callback into a future. */
final class Acknowledged {
  private Acknowledged() {}

  @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of the same outcome
  static CompletableFuture<Void> by(
      Producer<String, byte[]> producer, ProducerRecord<String, byte[]> record) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      producer.send(
          record,
          (metadata, error) -> {
            if (error == null) {
              done.complete(null);
            } else {
              done.completeExceptionally(error);
            }
          });
    } catch (RuntimeException e) {
      done.completeExceptionally(e);
    }
    return done;
  }
}
