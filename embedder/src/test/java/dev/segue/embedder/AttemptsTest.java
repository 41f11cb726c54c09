// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptsTest {
  @TempDir Path folder;

  @Test
  void refusesALimitOfNone() {
    assertThatThrownBy(() -> new Attempts(folder, 0, 4))
        .hasMessageContaining("embedder.max-attempts");
  }

  @Test
  void beginsNoRecordAgainThatEndedTheProcessSoOften() throws Exception {
    for (int start = 0; start < 3; start++) {
      assertThat(restarted().begin(record(7))).isPresent();
    }
    Attempts attempts = restarted();
    assertThat(attempts.begin(record(7))).isEmpty();
    assertThat(attempts.begin(record(8))).isPresent();
  }

  @Test
  void countsAnAttemptThatFailedInAProcessThatGoesOn() throws Exception {
    Attempts attempts = restarted();
    for (int i = 0; i < 3; i++) {
      attempts.begin(record(7)).orElseThrow().failed();
    }
    assertThat(attempts.begin(record(7))).isEmpty();
  }

  @Test
  void forgetsARecordThatGotItsOutcome() throws Exception {
    for (int start = 0; start < 10; start++) {
      restarted().begin(record(7)).orElseThrow().over();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void beginsARecordAloneThatMayHaveEndedTheProcess() throws Exception {
    Attempts before = restarted();
    before.begin(record(1));
    before.begin(record(2));

    Attempts attempts = restarted();
    Attempts.Attempt other = attempts.begin(record(3)).orElseThrow();
    CompletableFuture<Optional<Attempts.Attempt>> suspect =
        CompletableFuture.supplyAsync(() -> attempts.begin(record(1)));
    CompletableFuture<Optional<Attempts.Attempt>> next =
        suspect.thenApplyAsync(begun -> attempts.begin(record(2)));
    assertThat(suspect).isNotDone();
    other.over();
    await().until(suspect::isDone);
    assertThat(next).isNotDone();
    suspect.join().orElseThrow().over();
    await().until(next::isDone);
    assertThat(next.join()).isPresent();
  }

  /** As after {@code kill -9}: what was begun is not ended. */
  private Attempts restarted() throws IOException {
    return new Attempts(folder, 3, 4);
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset) {
    return new ConsumerRecord<>("segue.tracks.v1", 2, offset, null, null);
  }
}
