// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.app.Logging;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.TopicAdmin.Outcome;
import dev.segue.schemas.TopicSpec;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code segue topics}. */
@Command(
    name = "topics",
    description = "Shows the topic catalogue, and creates what is missing.",
    mixinStandardHelpOptions = true)
public final class TopicsCommand {
  @Spec private CommandSpec spec;

  @Command(name = "list", description = "Prints the catalogue.", mixinStandardHelpOptions = true)
  int list(@Mixin CommonOptions common) {
    for (TopicSpec topic : catalogue(common.settings())) {
      spec.commandLine()
          .getOut()
          .printf(
              "%-44s %2d partitions  %-7s  %s -> %s%n",
              topic.name(),
              topic.partitions(),
              topic.cleanup().policy(),
              topic.key(),
              topic.value());
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  @Command(
      name = "apply",
      description = "Creates the topics that are missing; applying twice changes nothing.",
      mixinStandardHelpOptions = true)
  int apply(@Mixin CommonOptions common) throws Exception {
    Logging.quiet();
    Settings settings = common.settings();
    try (var admin = Clients.admin(settings.kafka())) {
      Map<String, Outcome> outcomes = new TopicAdmin(admin).apply(catalogue(settings));
      outcomes.forEach(
          (topic, outcome) ->
              spec.commandLine().getOut().printf("%-44s %s%n", topic, word(outcome)));
      spec.commandLine().getOut().flush();
      return outcomes.containsValue(Outcome.DIFFERENT_PARTITIONS) ? 1 : 0;
    }
  }

  private static List<TopicSpec> catalogue(Settings settings) {
    return Components.topics(settings).all(Components.backbones(settings));
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case CREATED -> "created";
      case UNCHANGED -> "unchanged";
      case DIFFERENT_PARTITIONS ->
          "has another number of partitions: set topic.partitions to it, or create the topic anew";
    };
  }
}
