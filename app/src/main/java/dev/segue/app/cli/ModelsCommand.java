// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.app.UserError;
import dev.segue.app.pipeline.Releases;
import dev.segue.recommenders.Artifact;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue models}. */
@Command(
    name = "models",
    description = {
      "Weights of what hears audio, and releases of what was trained here.",
      "  list, fetch, verify: backbones and their published weights",
      "  releases, rollback:  the trained models of a running system"
    },
    subcommands = {
      ModelsListCommand.class,
      ModelsFetchCommand.class,
      ModelsVerifyCommand.class,
    },
    mixinStandardHelpOptions = true)
public final class ModelsCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "releases",
      description = "Prints the active release of every model of a running system.",
      mixinStandardHelpOptions = true)
  int releases(@Mixin CommonOptions common) throws Exception {
    common.logAsTool();
    Settings settings = common.client();
    Clients.check(settings.kafka());
    PrintWriter out = spec.commandLine().getOut();
    for (ModelRelease release :
        Releases.active(settings.kafka(), Components.topics(settings)).values()) {
      out.printf(
          "%-16s version %-4d trained %s through %s  %s%n",
          release.getName(),
          release.getVersion(),
          release.getTrainedAt(),
          release.getTrainedThrough(),
          new TreeMap<>(release.getMetrics())
              .entrySet().stream()
                  .map(entry -> String.format("%s=%.4f", entry.getKey(), entry.getValue()))
                  .collect(Collectors.joining(" ")));
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "rollback",
      description = {
        "Releases an earlier version of a trained model again, under a new version number.",
        "Serving swaps it in between two requests."
      },
      mixinStandardHelpOptions = true)
  int rollback(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "MODEL") String name,
      @Option(
              names = "--to",
              paramLabel = "VERSION",
              description = "The version (default: the one before the active one).")
          Long version)
      throws Exception {
    common.logAsTool();
    Settings settings = common.client();
    KafkaSettings kafka = settings.kafka();
    Topics topics = Components.topics(settings);
    Clients.check(kafka);
    List<ModelRelease> releases =
        Releases.all(kafka, topics).stream()
            .filter(release -> release.getName().equals(name))
            .toList();
    ModelRelease earlier = earlier(name, releases, version);
    Artifact.open(
        Components.store(settings, common.data)
            .artifact(topics.objectFolder(), earlier.getArtifactUri()),
        earlier.getArtifactSha256());
    long next = releases.stream().mapToLong(ModelRelease::getVersion).max().orElseThrow() + 1;
    ModelRelease again = ModelRelease.newBuilder(earlier).setVersion(next).build();
    try (var producer =
        new KafkaProducer<>(
            kafka.producer(Map.of("acks", "all")),
            new StringSerializer(),
            Serdes.MODEL_RELEASE.serializer())) {
      producer.send(new ProducerRecord<>(topics.modelReleases(), name, again)).get();
    }
    spec.commandLine()
        .getOut()
        .printf(
            "%s: version %d is released again as version %d%n", name, earlier.getVersion(), next);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static ModelRelease earlier(String name, List<ModelRelease> releases, Long version) {
    String known =
        releases.stream()
            .map(release -> String.valueOf(release.getVersion()))
            .collect(Collectors.joining(", "));
    if (version == null) {
      if (releases.size() < 2) {
        throw new UserError("there is no earlier release of '" + name + "' (known: " + known + ")");
      }
      return releases.get(releases.size() - 2);
    }
    return releases.stream()
        .filter(release -> release.getVersion() == version)
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "there is no version "
                        + version
                        + " of '"
                        + name
                        + "' (known: "
                        + known
                        + ")"));
  }
}
