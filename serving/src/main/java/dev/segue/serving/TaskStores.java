// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;

/** The stores of one task; {@link StateStores} says what each holds. */
record TaskStores(
    ReadOnlyKeyValueStore<String, byte[]> histories,
    KeyValueStore<String, byte[]> lists,
    KeyValueStore<String, byte[]> summaries,
    KeyValueStore<String, byte[]> pending,
    KeyValueStore<String, byte[]> progress) {

  static TaskStores of(ProcessorContext<?, ?> context) {
    return new TaskStores(
        store(context, StateStores.HISTORIES),
        store(context, StateStores.LISTS),
        store(context, StateStores.SUMMARIES),
        store(context, StateStores.PENDING),
        store(context, StateStores.PROGRESS));
  }

  private static KeyValueStore<String, byte[]> store(ProcessorContext<?, ?> context, String name) {
    StateStore store = context.getStateStore(name);
    @SuppressWarnings("unchecked") // As StateStores builds every one of them.
    KeyValueStore<String, byte[]> typed = (KeyValueStore<String, byte[]>) store;
    return typed;
  }
}
