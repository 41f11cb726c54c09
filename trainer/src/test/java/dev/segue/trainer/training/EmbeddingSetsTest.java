// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.Vectors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class EmbeddingSetsTest {
  private final EmbeddingSets sets = new EmbeddingSets();
  private long offset;

  @Test
  void waitsWhileNoRevisionIsWhole() {
    for (int i = 0; i < 10; i++) {
      put("t" + i, i < 4 ? "new" : "old", 1, i);
    }
    assertThatThrownBy(() -> sets.choose("mfcc", track -> true))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("waits for the embeddings of revision old/2")
        .hasMessageContaining("6 of 10 tracks");
  }

  @Test
  void trainsWithTheOldRevisionWhileItsRecordsAreStillThere() throws Exception {
    for (int i = 0; i < 10; i++) {
      put("t" + i, "old", 1, i);
    }
    put("t3", "new", 2, 2);
    ContentSet set = sets.choose("mfcc", track -> true);
    assertThat(set.revision()).isEqualTo("old/2");
    assertThat(set.vectors().byTrack()).hasSize(10);
    assertThat(set.vectors().byTrack().get("t3")).containsExactly(1, 3);
  }

  @Test
  void trainsWithTheNewRevisionOnceEveryTrackHasIt() throws Exception {
    put("a", "old", 1, 2);
    put("b", "old", 1, 2);
    put("a", "new", 3, 4, 5);
    tombstone("b");
    ContentSet set = sets.choose("mfcc", track -> true);
    assertThat(set.revision()).isEqualTo("new/3");
    assertThat(set.vectors().byTrack()).containsOnlyKeys("a");
    assertThat(set.leftOut()).isZero();
  }

  @Test
  void doesNotWaitForATrackThatCannotBeHeardAgain() throws Exception {
    put("a", "old", 1, 2);
    put("no-audio", "old", 1, 2);
    put("a", "new", 3, 4);
    ContentSet set = sets.choose("mfcc", track -> !track.equals("no-audio"));
    assertThat(set.revision()).isEqualTo("new/2");
    assertThat(set.leftOut()).isEqualTo(1);
  }

  @Test
  void waitsForEveryTrackOfAPlatformThatPublishesItsOwnVectors() {
    put("a", "2024-05", 1, 2);
    put("b", "2024-05", 1, 2);
    put("c", "2024-06", 3, 4);
    assertThatThrownBy(() -> sets.choose("own", track -> false))
        .hasMessageContaining("1 of 3 tracks");
  }

  @Test
  void isNotKeptFromTrainingByOneStrayRecord() throws Exception {
    for (int i = 0; i < 30; i++) {
      put("t" + i, "mfcc104-v2", 1, i);
    }
    put("stray", "mfcc104-v1", 1, 2);
    ContentSet set = sets.choose("mfcc", track -> true);
    assertThat(set.revision()).isEqualTo("mfcc104-v2/2");
    assertThat(set.vectors().byTrack()).hasSize(30);
    assertThat(set.leftOut()).isEqualTo(1);
  }

  @Test
  void leavesOutAndCountsWhatCannotBeUsed() throws Exception {
    put("good", "v", 1, 2);
    put("huge", "v", 1, 2);
    put("huge", "v", 3e38f, 1);
    put("large", "v", (float) 2e15, 1);
    put("zero", "v", 0, 0);
    put("nan", "v", Float.NaN, 1);
    raw("garbage", new byte[] {1, 2, 3});
    ContentSet set = sets.choose("mfcc", track -> true);
    assertThat(set.vectors().byTrack()).containsOnlyKeys("good");
    assertThat(set.leftOut()).isEqualTo(5);
  }

  @Test
  void takesATrackBackWhenAUsableRecordFollows() throws Exception {
    put("a", "v", 3e38f, 1);
    put("a", "v", 1, 1);
    put("b", "v", 3e38f, 1);
    tombstone("b");
    ContentSet set = sets.choose("mfcc", track -> true);
    assertThat(set.vectors().byTrack()).containsOnlyKeys("a");
    assertThat(set.leftOut()).isZero();
  }

  @Test
  void hasNoContentWhereNothingIsUsable() throws Exception {
    put("a", "v", Float.NaN);
    ContentSet set = sets.choose("mfcc", track -> true);
    assertThat(set.vectors().byTrack()).isEmpty();
    assertThat(set.leftOut()).isEqualTo(1);
  }

  private void put(String trackId, String revision, float... vector) {
    raw(
        trackId,
        Serdes.TRACK_EMBEDDING.toBytes(
            TrackEmbedding.newBuilder()
                .setTrackId(trackId)
                .setBackbone("mfcc")
                .setRevision(revision)
                .setDimension(vector.length)
                .setVector(Vectors.encode(vector))
                .setAudioSha256("00")
                .setEmbeddedAt(Instant.EPOCH)
                .build()));
  }

  private void tombstone(String trackId) {
    raw(trackId, null);
  }

  private void raw(String trackId, byte[] value) {
    byte[] key = trackId.getBytes(StandardCharsets.UTF_8);
    sets.take(
        new ConsumerRecord<>(
            "embeddings",
            0,
            offset,
            offset++,
            TimestampType.CREATE_TIME,
            key.length,
            value == null ? -1 : value.length,
            key,
            value,
            new RecordHeaders(),
            Optional.empty()));
  }
}
