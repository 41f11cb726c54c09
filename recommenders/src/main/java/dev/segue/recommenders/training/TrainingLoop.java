// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.TrainingRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a network epoch by epoch until a validation measure no longer gets better, and leaves it
 * with the parameters of its best epoch (of the last one if nothing was validated).
 *
 * <p>With a folder for checkpoints it saves its state every half minute and after every epoch. A
 * training that was killed and started again gives the same parameters as one that was not.
 */
public final class TrainingLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TrainingLoop.class);
  private static final Duration SAVE_EVERY = Duration.ofSeconds(30);
  private static final double PLATEAU_FACTOR = 0.1;

  private final String name;
  private final Network network;
  private final Trainer trainer;
  private final TrainingTask task;
  private final StoppingRule rule;
  private final TrainingRun run;
  private final Optional<Checkpoints> checkpoints;
  private Collection<Tensor> best;
  private long savedAt = System.nanoTime();

  /**
   * Prepares a training.
   *
   * @param name of the model, for progress
   * @param training tells this training from all others by data, settings and previous model; see
   *     {@link Fingerprint}
   */
  public TrainingLoop(
      String name,
      Network network,
      Trainer trainer,
      TrainingTask task,
      StoppingRule rule,
      TrainingRun run,
      String training) {
    this.name = name;
    this.network = network;
    this.trainer = trainer;
    this.task = task;
    this.rule = rule;
    this.run = run;
    this.checkpoints = run.checkpoints().map(folder -> new Checkpoints(folder, training));
  }

  /**
   * Trains.
   *
   * @throws InterruptedException if the thread was interrupted; the checkpoints stay
   * @throws UncheckedIOException if a checkpoint cannot be written
   */
  public LearningCurve run() throws InterruptedException {
    try {
      Progress progress = train(start());
      restoreBest(progress);
      return new LearningCurve(progress.curve(), progress.bestEpoch());
    } catch (ClosedByInterruptException e) {
      // Interrupted in the middle of a checkpoint: the one before it stays.
      Thread.interrupted();
      throw interrupted();
    } catch (IOException e) {
      throw new UncheckedIOException("the checkpoints of " + name + " cannot be written", e);
    }
  }

  private Progress start() throws IOException {
    if (checkpoints.isEmpty()) {
      return Progress.START;
    }
    Optional<Progress> resumed = checkpoints.get().resume(trainer);
    resumed.ifPresent(progress -> LOG.info("{} goes on at epoch {}", name, progress.epoch()));
    return resumed.orElse(Progress.START);
  }

  private Progress train(Progress from) throws IOException, InterruptedException {
    Progress progress = from;
    while (progress.epoch() <= rule.epochs() && progress.stale() < rule.patience()) {
      progress = epoch(progress);
      double value = task.validate();
      if (progress.isBetter(value)) {
        keepBest(progress.epoch());
      }
      int reported = progress.curve().size();
      progress = progress.measured(value);
      progress
          .curve()
          .subList(reported, progress.curve().size())
          .forEach(point -> run.listener().measured(point.measure(), point.epoch(), point.value()));
      if (rule.plateau() > 0 && progress.stale() > 0 && progress.stale() % rule.plateau() == 0) {
        trainer.scaleLearningRate(PLATEAU_FACTOR);
      }
      stopIfInterrupted(progress);
      save(progress);
    }
    return progress;
  }

  private void stopIfInterrupted(Progress progress) throws IOException, InterruptedException {
    // Clears the flag, under which no file could be written.
    if (Thread.interrupted()) {
      save(progress);
      throw interrupted();
    }
  }

  private InterruptedException interrupted() {
    return new InterruptedException("the training of " + name + " was interrupted");
  }

  private Progress epoch(Progress from) throws IOException, InterruptedException {
    Progress progress = from;
    int pass = task.steps();
    int passes = pass == 0 ? 1 : Math.max(1, (rule.leastSteps() + pass - 1) / pass);
    int steps = pass * passes;
    long total = (long) steps * rule.epochs();
    while (progress.step() < steps) {
      stopIfInterrupted(progress);
      try (NDManager scope = Torch.scope()) {
        int passed = (progress.epoch() - 1) * passes + progress.step() / pass;
        List<NDArray> batch = task.batch(scope, passed + 1, progress.step() % pass);
        float loss = trainer.step(batch).loss();
        progress = progress.stepped(loss);
      }
      run.listener().progress(name, (long) (progress.epoch() - 1) * steps + progress.step(), total);
      if (System.nanoTime() - savedAt > SAVE_EVERY.toNanos()) {
        save(progress);
      }
    }
    return progress;
  }

  private void keepBest(int epoch) throws IOException {
    if (checkpoints.isPresent()) {
      checkpoints.get().saveBest(network.tensors().values(), epoch);
    } else {
      best = network.tensors().values();
    }
  }

  private void restoreBest(Progress progress) throws IOException {
    if (progress.bestEpoch() > 0 && progress.bestEpoch() < progress.epoch() - 1) {
      network.load(checkpoints.isPresent() ? checkpoints.get().best(progress.bestEpoch()) : best);
    }
  }

  private void save(Progress progress) throws IOException {
    if (checkpoints.isPresent()) {
      checkpoints.get().save(trainer, progress);
    }
    savedAt = System.nanoTime();
  }
}
