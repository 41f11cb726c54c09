// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.app.dlq.DeadLetterActions;
import dev.segue.app.dlq.DeadLetterTopics;
import dev.segue.app.erasure.ErasureStep;
import dev.segue.app.erasure.ListenerErasure;
import dev.segue.app.erasure.TrackErasure;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.Ids;
import dev.segue.schemas.Topics;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue erase}. */
@Command(
    name = "erase",
    description = {
      "Erases a listener or a track from a running system.",
      "Prints, place by place, what was found, what is left, and why."
    },
    mixinStandardHelpOptions = true)
public final class EraseCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "listener",
      description = {
        "Deletes the history, the list and the dead letters of a listener, and trains the models",
        "again without them."
      },
      mixinStandardHelpOptions = true)
  int listener(
      @Mixin CommonOptions common,
      @Mixin OutputOptions output,
      @Parameters(paramLabel = "USER") String userId,
      @Option(names = "--no-train", description = "Leaves the models to the next training round.")
          boolean noTrain,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "PT10M",
              description = "How long to wait (default: ${DEFAULT-VALUE}).")
          Duration timeout)
      throws Exception {
    requireId("USER", userId);
    common.logAsTool();
    Settings settings = common.client();
    Clients.check(settings.kafka());
    Topics topics = Components.topics(settings);
    DeadLetterTopics letters =
        new DeadLetterTopics(settings.kafka(), topics, Components.backbones(settings));
    try (var producer = Producers.bulk(settings.kafka());
        DeadLetterActions deadLetters = new DeadLetterActions(letters, settings.kafka());
        TrainingRequests trainer =
            TrainingRequests.connect(
                settings.get(TrainerSettings.class), settings.kafka(), topics)) {
      ListenerErasure erasure =
          new ListenerErasure(
              settings.kafka(), topics, new PlayPublisher(producer, topics), trainer, deadLetters);
      print(output, userId, erasure.erase(userId, !noTrain, timeout));
    }
    return 0;
  }

  @Command(
      name = "track",
      description = {
        "Takes a track down, and waits until its vectors and its audio are deleted and it stands in",
        "no list. Audio that another track uses stays."
      },
      mixinStandardHelpOptions = true)
  int track(
      @Mixin CommonOptions common,
      @Mixin OutputOptions output,
      @Parameters(paramLabel = "TRACK") String trackId,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "PT5M",
              description = "How long to wait (default: ${DEFAULT-VALUE}).")
          Duration timeout)
      throws Exception {
    requireId("TRACK", trackId);
    common.logAsTool();
    Settings settings = common.client();
    Clients.check(settings.kafka());
    Topics topics = Components.topics(settings);
    List<String> backbones = Components.backbones(settings);
    DeadLetterTopics letters = new DeadLetterTopics(settings.kafka(), topics, backbones);
    try (var producer = Producers.bulk(settings.kafka());
        DeadLetterActions deadLetters = new DeadLetterActions(letters, settings.kafka())) {
      TrackErasure erasure =
          new TrackErasure(
              settings.kafka(),
              topics,
              backbones,
              Components.store(settings, common.data),
              new TrackPublisher(producer, topics),
              deadLetters);
      print(output, trackId, erasure.erase(trackId, timeout));
    }
    return 0;
  }

  private void requireId(String name, String id) {
    Ids.problem(name, id)
        .ifPresent(
            problem -> {
              throw new ParameterException(spec.commandLine(), problem);
            });
  }

  private void print(OutputOptions output, String id, List<ErasureStep> steps) {
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(Json.of(Map.of("id", id, "steps", steps)));
    } else {
      out.printf("%-50s %10s %10s%n", "place", "found", "left");
      for (ErasureStep step : steps) {
        out.printf("%-50s %,10d %,10d  %s%n", step.place(), step.found(), step.left(), step.note());
      }
    }
    out.flush();
  }
}
