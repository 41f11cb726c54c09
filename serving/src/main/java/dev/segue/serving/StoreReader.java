// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** Finds the stores of this instance by name. */
@FunctionalInterface
interface StoreReader {
  /**
   * The store as it is now.
   *
   * @throws org.apache.kafka.streams.errors.InvalidStateStoreException while it is being restored
   *     or moved
   */
  ReadOnlyKeyValueStore<String, byte[]> store(String name);
}
