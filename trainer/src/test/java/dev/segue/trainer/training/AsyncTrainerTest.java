// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrainingReport;
import dev.segue.trainer.RandomPlays;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that take too long, and trainings that are stopped. */
class AsyncTrainerTest {
  @TempDir Path folder;
  private ObjectStore store;
  private AsyncTrainer trainer;
  private final CountDownLatch hanging = new CountDownLatch(1);

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.at(folder);
  }

  @AfterEach
  void close() {
    trainer.close();
  }

  @Test
  void reportsATrainingThatTakesTooLongAndGivesTheNextItsOwnTime() throws Exception {
    start("PT5S");
    Answer first = new Answer();
    Answer second = new Answer();
    trainer.asyncInvoke(task("hangs"), first);
    trainer.asyncInvoke(task("steps"), second);

    TrainingReport report = first.report();
    assertThat(report.getOutcome()).isEqualTo("failed");
    assertThat(report.getDetail()).contains("PT5S of trainer.training-timeout");
    assertThat(store.resolve("rounds/1/checkpoints-hangs")).doesNotExist();
    assertThat(second.report().getOutcome()).isEqualTo("released");
  }

  @Test
  void keepsTheCheckpointsAndAnswersNothingWhenTheJobIsStopped() throws Exception {
    start("PT1H");
    Answer answer = new Answer();
    trainer.asyncInvoke(task("hangs"), answer);
    assertThat(hanging.await(120, TimeUnit.SECONDS)).isTrue();

    trainer.close();

    assertThat(store.resolve("rounds/1/checkpoints-hangs/gate/step")).hasContent("1");
    assertThatThrownBy(() -> answer.records.get(100, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  private void start(String timeout) throws Exception {
    TrainingPlan plan = Round.plan(store, Map.of("trainer.training-timeout", timeout));
    trainer = new AsyncTrainer(plan, this::roundTrainer);
    trainer.open(DefaultOpenContext.INSTANCE);
  }

  private RoundTrainer roundTrainer(TrainingPlan plan) {
    return new RoundTrainer(
        plan,
        store,
        name -> Optional.empty(),
        () -> {
          throw new IOException("nothing here reads content");
        },
        name -> name.equals("hangs") ? new Hanging() : new StepByStep());
  }

  private TrainingTask task(String algorithm) throws IOException {
    return Round.task(store, 1, algorithm, RandomPlays.of(1, 500, 20, 50));
  }

  private final class Hanging extends StepByStep {
    @Override
    public String name() {
      return "hangs";
    }

    @Override
    void saved(String part, int step) throws InterruptedException {
      hanging.countDown();
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private static final class Answer implements ResultFuture<OutgoingRecord> {
    private final CompletableFuture<List<OutgoingRecord>> records = new CompletableFuture<>();

    TrainingReport report() throws Exception {
      List<OutgoingRecord> all = records.get(60, TimeUnit.SECONDS);
      return Serdes.TRAINING_REPORT.fromBytes(all.get(all.size() - 1).value);
    }

    @Override
    public void complete(Collection<OutgoingRecord> result) {
      records.complete(List.copyOf(result));
    }

    @Override
    public void complete(CollectionSupplier<OutgoingRecord> supplier) {
      throw new UnsupportedOperationException("the trainer does not answer so");
    }

    @Override
    public void completeExceptionally(Throwable error) {
      records.completeExceptionally(error);
    }
  }
}
