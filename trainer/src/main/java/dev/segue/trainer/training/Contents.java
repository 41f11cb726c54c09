// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Track;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Gives the content vectors of the catalogue. */
@FunctionalInterface
interface Contents {
  /**
   * The vectors as they are now, all of one revision; {@link ContentSet#NONE} if there are none.
   *
   * @throws IOException if they cannot be read, or their revision changes and is not complete
   */
  ContentSet read() throws IOException, InterruptedException;

  /** The vectors in the embeddings topic; see {@link EmbeddingSets} for the choice. */
  static Contents inTopic(TrainingPlan plan) {
    return () -> {
      TopicReader reader = TopicReader.uncommitted(plan.consumer());
      EmbeddingSets sets = new EmbeddingSets();
      reader.read(plan.embeddings(), sets::take);
      Set<String> withAudio = new HashSet<>();
      if (sets.revisions() > 1) {
        TopicReader.committed(plan.consumer())
            .read(plan.tracks(), record -> keepWithAudio(record, withAudio));
      }
      return sets.choose(plan.backbone(), withAudio::contains);
    };
  }

  private static void keepWithAudio(ConsumerRecord<byte[], byte[]> record, Set<String> withAudio) {
    if (record.key() == null) {
      return;
    }
    String trackId = new String(record.key(), StandardCharsets.UTF_8);
    withAudio.remove(trackId);
    try {
      Track track = Serdes.TRACK.fromBytes(record.value());
      if (track != null && track.getAudioUri() != null) {
        withAudio.add(trackId);
      }
    } catch (SerializationException e) {
      // The embedder puts it on the dead-letter topic and withdraws its embedding.
      return;
    }
  }
}
