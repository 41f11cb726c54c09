// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.TerminalProgress;
import dev.segue.embedder.backbone.conformer.Family;
import dev.segue.embedder.backbone.conformer.Mixing;
import dev.segue.embedder.backbone.conformer.Size;
import dev.segue.embedder.pretrain.PretrainSettings;
import dev.segue.embedder.pretrain.Pretraining;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue pretrain}. */
@Command(
    name = "pretrain",
    description = {
      "Trains a backbone on a folder of music, without labels.",
      "Parts of the spectra are hidden, and the network guesses what they were. What was interrupted goes on where it was.",
      "Every command that hears then takes --backbone branchformer (or conformer) --weights DIR."
    },
    mixinStandardHelpOptions = true)
public final class PretrainCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MUSIC", description = "A folder; all audio below it is heard.")
  private Path music;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Gets the weights (default: DATA/models/MODEL).")
  private Path out;

  @Option(
      names = "--model",
      defaultValue = "branchformer",
      description = "branchformer or conformer (default: ${DEFAULT-VALUE}).")
  private Family model;

  @Option(
      names = "--mixer",
      defaultValue = "summary",
      description = "summary, rotary, relative or plain (default: ${DEFAULT-VALUE}).")
  private Mixing mixer;

  @Option(
      names = "--size",
      defaultValue = "small",
      description = "tiny, small, 4x768 or 12x1024 (default: ${DEFAULT-VALUE}).")
  private String size;

  @Option(
      names = "--codes",
      defaultValue = "8192",
      description = "Of the quantiser (default: ${DEFAULT-VALUE}).")
  private int codes;

  @Option(
      names = "--segment",
      defaultValue = "PT30S",
      description = "What is heard at a time (default: ${DEFAULT-VALUE}).")
  private Duration segment;

  @Option(
      names = "--batch",
      defaultValue = "8",
      description = "Segments of a step (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--steps",
      defaultValue = "10000",
      description = "Of the whole training (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(
      names = "--warm-up",
      description = "Steps until the learning rate is at its highest (default: a 20th of all).")
  private Integer warmUp;

  @Option(
      names = "--learning-rate",
      defaultValue = "0.0005",
      description = "At its highest (default: ${DEFAULT-VALUE}).")
  private double learningRate;

  @Option(
      names = "--dropout",
      defaultValue = "0.1",
      description = "Part of the values left out in training (default: ${DEFAULT-VALUE}).")
  private double dropout;

  @Option(
      names = "--validate-every",
      defaultValue = "250",
      description = "Steps between measurements on held-out tracks (default: ${DEFAULT-VALUE}).")
  private int validateEvery;

  @Option(
      names = "--per-track",
      defaultValue = "PT2M",
      description = "The most that is used of a track (default: ${DEFAULT-VALUE}).")
  private Duration perTrack;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws Exception {
    common.logAsTool();
    Path folder =
        out != null
            ? out
            : common.data.resolve("models").resolve(model.name().toLowerCase(Locale.ROOT));
    Pretraining.Result result =
        new Pretraining(settings(), TerminalProgress.onStandardError()).run(music, folder);
    PrintWriter writer = spec.commandLine().getOut();
    if (output.json()) {
      writer.println(Json.of(json(result)));
    } else {
      writer.printf(
          Locale.ROOT,
          "%s, %s, %s: %,d trained values, %d tracks, %d held out%n%n%s%n%s%n",
          result.config().family().name().toLowerCase(Locale.ROOT),
          size,
          result.config().mixing().name().toLowerCase(Locale.ROOT),
          result.trainedValues(),
          result.tracks(),
          result.heldOut(),
          result.curves().text(),
          "The weights of step %,d, the best on held-out tracks, are in %s"
              .formatted(result.curves().kept().orElseThrow().step(), folder));
    }
    writer.flush();
    return 0;
  }

  private PretrainSettings settings() {
    PretrainSettings defaults = PretrainSettings.DEFAULTS;
    try {
      return new PretrainSettings(
          model,
          mixer,
          Size.of(size),
          codes,
          segment,
          batch,
          steps,
          warmUp != null ? warmUp : steps / 20,
          learningRate,
          dropout,
          defaults.maskLength(),
          defaults.maskProbability(),
          defaults.heldOut(),
          validateEvery,
          defaults.checkpointEvery(),
          perTrack,
          seed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Map<String, Object> json(Pretraining.Result result) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("config", result.config().json());
    json.put("trained_values", result.trainedValues());
    json.put("tracks", result.tracks());
    json.put("held_out", result.heldOut());
    json.put("kept_step", result.curves().kept().orElseThrow().step());
    json.put("train", result.curves().train());
    json.put("validation", result.curves().validation());
    return json;
  }
}
