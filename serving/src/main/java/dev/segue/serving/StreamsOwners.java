// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyQueryMetadata;
import org.apache.kafka.streams.errors.InvalidStateStoreException;

/**
 * Asks the streams, which know every instance by its {@code serving.application-server}.
 *
 * @param self {@code host:port} of this instance
 */
record StreamsOwners(Supplier<KafkaStreams> streams, String self) implements Owners {
  @Override
  public Optional<String> elsewhere(String userId) {
    KeyQueryMetadata metadata;
    try {
      metadata =
          streams.get().queryMetadataForKey(StateStores.SUMMARIES, userId, new StringSerializer());
    } catch (InvalidStateStoreException e) {
      throw Queries.notYet("The instances are sharing their work out anew.");
    }
    if (metadata.equals(KeyQueryMetadata.NOT_AVAILABLE)) {
      throw Queries.notYet("The instances are sharing their work out anew.");
    }
    String owner = metadata.activeHost().host() + ":" + metadata.activeHost().port();
    return owner.equals(self) ? Optional.empty() : Optional.of(owner);
  }
}
