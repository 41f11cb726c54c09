// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The stores of running streams. */
record StreamsStores(Supplier<KafkaStreams> streams) implements StoreReader {
  @Override
  public ReadOnlyKeyValueStore<String, byte[]> store(String name) {
    return streams
        .get()
        .store(StoreQueryParameters.fromNameAndType(name, QueryableStoreTypes.keyValueStore()));
  }
}
