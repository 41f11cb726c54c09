// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The names of the stores, all {@code String -> bytes} in RocksDB. */
final class StateStores {
  /** Of every instance: {@code trackId -> Stamped Track}. */
  static final String TRACKS = "tracks";

  /** Of every instance: {@code model name -> Stamped ModelRelease}. */
  static final String RELEASES = "model-releases";

  /** Of a task: {@code userId U+0000 trackId -> HistoryEntry}, the input topic itself. */
  static final String HISTORIES = "histories";

  /** Of a task: {@code userId -> Recommendations}, as last emitted. */
  static final String LISTS = "lists";

  /** Of a task: {@code userId -> Summary}, one for every listener. */
  static final String SUMMARIES = "summaries";

  /** Of a task: {@code userId -> cause} of the listeners whose lists must be made anew. */
  static final String PENDING = "pending";

  /** Of a task: how far it has gone with the changes of the catalogue. */
  static final String PROGRESS = "progress";

  /** Of every instance: {@code trackId -> Track}, the newest record that the embedder refused. */
  static final String REFUSED_TRACKS = "refused-tracks";

  private StateStores() {}

  /** Of every instance: {@code trackId -> Stamped TrackEmbedding}. */
  static String embeddings(String backbone) {
    return "embeddings-" + backbone;
  }

  /** A store whose changes go to a changelog topic. */
  static StoreBuilder<KeyValueStore<String, byte[]>> logged(String name) {
    return Stores.keyValueStoreBuilder(
        Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray());
  }

  /** A store that is restored from the topic it is read from. */
  static StoreBuilder<KeyValueStore<String, byte[]>> unlogged(String name) {
    return logged(name).withLoggingDisabled();
  }
}
