// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.app.Logging;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.TopicAdmin.Outcome;
import dev.segue.schemas.TopicDifference;
import dev.segue.schemas.TopicSpec;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code segue topics}. */
@Command(
    name = "topics",
    description = "Shows the topic catalogue, and creates what is missing.",
    mixinStandardHelpOptions = true)
public final class TopicsCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      description = {
        "Prints the catalogue, and where a broker's topics differ from it: the broker of the"
            + " process that runs on the data folder, or of kafka.bootstrap.servers."
      },
      mixinStandardHelpOptions = true)
  int list(@Mixin CommonOptions common) throws InterruptedException {
    Logging.quiet();
    Settings settings = common.client();
    PrintWriter out = spec.commandLine().getOut();
    for (TopicSpec topic : Components.catalogue(settings)) {
      out.printf(
          "%-44s %2d partitions  %-7s  %-15s  %s -> %s%n",
          topic.name(),
          topic.partitions(),
          topic.cleanup().policy(),
          retention(topic),
          topic.key(),
          topic.value());
    }
    if (settings.isSet("kafka.bootstrap.servers")) {
      try (var admin = Clients.admin(settings.kafka())) {
        print(
            Components.topicAdmin(settings, admin).differences(Components.catalogue(settings)),
            out);
      }
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "apply",
      description = {
        "Creates the topics that are missing, and says where the others differ from the catalogue.",
        "Exit code 1 if one differs. Applying twice changes nothing."
      },
      mixinStandardHelpOptions = true)
  int apply(
      @Mixin CommonOptions common,
      @Option(
              names = "--alter",
              description =
                  "Sets what differs to what the catalogue says, where no record can be lost by"
                      + " it.")
          boolean alter)
      throws Exception {
    Logging.quiet();
    Settings settings = common.client();
    PrintWriter out = spec.commandLine().getOut();
    try (var admin = Clients.admin(settings.kafka())) {
      TopicAdmin topics = Components.topicAdmin(settings, admin);
      List<TopicSpec> catalogue = Components.catalogue(settings);
      if (alter) {
        topics.alter(topics.differences(catalogue));
      }
      Map<String, Outcome> outcomes = topics.apply(catalogue);
      outcomes.forEach((topic, outcome) -> out.printf("%-44s %s%n", topic, word(outcome)));
      print(topics.differences(catalogue), out);
      out.flush();
      return outcomes.containsValue(Outcome.DIFFERENT) ? 1 : 0;
    }
  }

  private static void print(List<TopicDifference> differences, PrintWriter out) {
    if (!differences.isEmpty()) {
      out.println();
      differences.forEach(difference -> out.println(difference.message()));
    }
  }

  private static String retention(TopicSpec topic) {
    String ms = topic.config().get("retention.ms");
    if (ms == null) {
      return "newest of a key";
    }
    return ms.equals("-1") ? "for ever" : Long.parseLong(ms) / 86_400_000 + " days";
  }

  private static String word(Outcome outcome) {
    return switch (outcome) {
      case CREATED -> "created";
      case UNCHANGED -> "unchanged";
      case DIFFERENT -> "differs, see below";
    };
  }
}
