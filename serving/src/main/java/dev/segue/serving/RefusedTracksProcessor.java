// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Keeps the newest refused record of each track, from the dead-letter topic of the tracks. It
 * refuses nothing itself: a dead letter may hold any bytes.
 */
final class RefusedTracksProcessor extends ContextualProcessor<byte[], byte[], Void, Void> {
  private KeyValueStore<String, byte[]> store;

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    store = context.getStateStore(StateStores.REFUSED_TRACKS);
  }

  @Override
  public void process(Record<byte[], byte[]> letter) {
    if (letter.key() != null && letter.value() != null) {
      store.put(new String(letter.key(), StandardCharsets.UTF_8), letter.value());
    }
  }
}
