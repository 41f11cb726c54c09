// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import ai.djl.ndarray.NDManager;
import dev.segue.embedder.backbone.conformer.EncoderConfig;
import dev.segue.embedder.backbone.conformer.EncoderTraining;
import dev.segue.embedder.backbone.conformer.MelInput;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Trainer;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.FolderLock;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a backbone on a folder of audio, without a label (BEST-RQ, Chiu et al. 2022, as "Linear
 * Complexity Self-Supervised Learning for Music Understanding with Random Quantizer" has it for
 * music): parts of mel spectra are hidden; the network guesses their codes and their values.
 *
 * <p>It goes on where it was after a crash, to the same result to the last bit as if there had been
 * none.
 */
public final class Pretraining {
  private static final Logger LOG = LoggerFactory.getLogger(Pretraining.class);
  private static final int POINTS = 500;

  /** Below this part of the codes in use, the quantiser hears too little difference. */
  private static final double FEW_CODES = 0.01;

  private final PretrainSettings settings;
  private final Progress progress;

  /** Prepares a training. */
  public Pretraining(PretrainSettings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * What a training did.
   *
   * @param config of the network, with the catalogue's mean and deviation
   * @param tracks that were trained on
   * @param heldOut tracks that were measured with
   * @param trainedValues how many numbers were trained
   * @param curves what was measured
   */
  public record Result(
      EncoderConfig config, int tracks, int heldOut, long trainedValues, Curves curves) {}

  /**
   * Trains, or goes on with a training.
   *
   * @param audio a folder whose audio files, at any depth, are heard; those that cannot be decoded
   *     are left out with a warning
   * @param out gets {@code weights.safetensors} of the step that was best on held-out tracks,
   *     {@code config.json}, {@code curves.json}, and what the training needs to go on
   * @throws IOException if there is nothing to train on, {@code out} holds another training, or
   *     another one is writing there
   */
  public Result run(Path audio, Path out) throws IOException {
    FolderLock lock =
        FolderLock.take(out)
            .orElseThrow(
                () ->
                    new IOException(
                        "another training writes to %s; wait until it ends, or choose another folder"
                            .formatted(out)));
    try {
      return train(audio, out);
    } finally {
      lock.close();
    }
  }

  private Result train(Path audio, Path out) throws IOException {
    MelInput mel = settings.config().mel();
    MelCatalogue catalogue =
        MelCatalogue.of(audio, out.resolve("mel"), mel, settings.perTrack(), progress);
    HeldOut split = HeldOut.of(catalogue, settings);
    MelStatistics heard = split.statistics();
    EncoderConfig config = settings.config().with(mel.with(heard.mean(), heard.deviation()));
    Saves saves = new Saves(out, split.fingerprint(settings));
    EncoderTraining training = new EncoderTraining(config, settings.dropout());
    Adam adam =
        Adam.DEFAULTS
            .withLearningRate(settings.learningRate())
            .withClipNorm(PretrainSettings.CLIP_NORM);
    Schedule schedule = Schedule.cosine(settings.warmUp(), settings.steps());
    try (Network network = training.network(settings.seed());
        Trainer trainer = new Trainer(network, adam, schedule, settings.seed())) {
      standardise(network, config.mel(), heard);
      Curves curves = saves.resume(trainer);
      Run run = new Run(network, trainer, saves, curves, config, split);
      run.train();
      return new Result(
          config,
          split.train().size(),
          split.heldOut().size(),
          training.trainedValues(),
          run.curves);
    }
  }

  /** Codes are of bins that each have mean 0 and deviation 1, as BEST-RQ asks for. */
  private static void standardise(Network network, MelInput mel, MelStatistics heard) {
    float[] means = new float[mel.bins()];
    float[] deviations = new float[mel.bins()];
    for (int bin = 0; bin < means.length; bin++) {
      means[bin] = (float) ((heard.mean(bin) - mel.mean()) / mel.deviation());
      deviations[bin] = (float) (heard.deviation(bin) / mel.deviation());
    }
    EncoderTraining.standardise(network, means, deviations);
  }

  /** One training under way. */
  private final class Run {
    private final Network network;
    private final Trainer trainer;
    private final Saves saves;
    private final Curves curves;
    private final EncoderConfig config;
    private final Segments segments;
    private final Measure measure;
    private long savedAt = System.nanoTime();

    Run(
        Network network,
        Trainer trainer,
        Saves saves,
        Curves curves,
        EncoderConfig config,
        HeldOut split)
        throws IOException {
      this.network = network;
      this.trainer = trainer;
      this.saves = saves;
      this.curves = curves;
      this.config = config;
      segments = new Segments(split.train(), config.mel(), settings);
      Segments others = new Segments(split.heldOut(), config.mel(), settings);
      measure =
          new Measure(
              others,
              settings.batch(),
              Measure.frequencies(network, segments, settings.batch(), settings.codes()));
    }

    void train() throws IOException {
      long first = trainer.steps() + 1;
      LOG.info(
          "{} segments an epoch, {} steps of {} segments{}",
          segments.perEpoch(),
          settings.steps(),
          settings.batch(),
          first > 1 ? ", going on after step " + (first - 1) : "");
      if (first == 1) {
        validate();
      }
      try (Progress.Task task = progress.begin("pretrain", settings.steps(), "steps");
          Prefetch batches = new Prefetch(segments, settings.batch(), first, settings.steps())) {
        task.step(first - 1);
        while (trainer.steps() < settings.steps()) {
          step(batches.take());
          task.step(1);
        }
      }
    }

    private void step(Batch batch) throws IOException {
      int stepsPerPoint = Math.max(1, settings.steps() / POINTS);
      try (NDManager scope = Torch.scope()) {
        float loss = trainer.step(batch.arrays(scope)).loss();
        curves.step(trainer.steps(), loss, stepsPerPoint);
      }
      boolean last = trainer.steps() == settings.steps();
      if (last || trainer.steps() % settings.validateEvery() == 0) {
        validate();
      }
      long now = System.nanoTime();
      if (last || now - savedAt > settings.checkpointEvery().toNanos()) {
        saves.checkpoint(trainer, curves);
        savedAt = now;
      }
    }

    private void validate() throws IOException {
      Curves.Validation found = measure.of(network, trainer.steps());
      curves.validation(found);
      if (curves.kept().filter(found::equals).isPresent()) {
        saves.export(network, config.json().toString());
      }
      saves.export(curves);
      if (found.perplexity() < Math.max(2, FEW_CODES * settings.codes())) {
        LOG.warn(
            "only about {} of {} codes are in use: is the audio silent or all the same?",
            Math.round(found.perplexity()),
            settings.codes());
      }
      if (trainer.steps() > settings.steps() / 2 && found.guessedPerplexity() < 2) {
        LOG.warn("the network always guesses the same code; lower the learning rate");
      }
    }
  }
}
