// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.app.UserError;
import dev.segue.app.dlq.DeadLetterActions;
import dev.segue.app.dlq.DeadLetterTopics;
import dev.segue.app.dlq.LetterFilter;
import dev.segue.app.dlq.LetterId;
import dev.segue.app.dlq.LetterView;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue dlq}. */
@Command(
    name = "dlq",
    description = "Shows, replays and drops what a running system has refused.",
    mixinStandardHelpOptions = true)
public final class DlqCommand {
  private static final String ALL = "Every letter. Without it, name an ID or a filter.";

  @Spec private CommandSpec spec;

  /** Clients of the system that a command works on. */
  private record Connection(KafkaSettings kafka, DeadLetterTopics topics) {}

  /**
   * The letters of one topic.
   *
   * @param letters the number of open letters that the filter admits
   * @param newest the newest of them
   */
  private record TopicView(String topic, long letters, List<LetterView> newest) {}

  @Command(
      name = "list",
      description = "Counts the dead letters of every topic and shows the newest.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin CommonOptions common,
      @Mixin LetterOptions letters,
      @Mixin OutputOptions output,
      @Option(
              names = "--limit",
              defaultValue = "10",
              description = "Letters to show for each topic (default: ${DEFAULT-VALUE}).")
          int limit)
      throws Exception {
    Connection connection = connect(common);
    List<TopicView> topics = new ArrayList<>();
    for (String topic : connection.topics().names(letters.filter())) {
      topics.add(view(connection, topic, letters.filter(), limit));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(Json.of(Map.of("topics", topics)));
    } else {
      topics.forEach(topic -> print(out, topic));
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "show",
      description = "Prints a dead letter: its reason, its key and its value.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin CommonOptions common,
      @Mixin OutputOptions output,
      @Parameters(paramLabel = "ID", description = "As 'segue dlq list' prints it.") String id)
      throws Exception {
    LetterId wanted = id(id);
    Connection connection = connect(common);
    List<LetterView> found = new ArrayList<>();
    LetterFilter filter = new LetterFilter(wanted, null, null, null, null);
    for (String topic : connection.topics().names(filter)) {
      connection
          .topics()
          .open(
              topic,
              letter -> {
                if (filter.test(letter)) {
                  found.add(LetterView.whole(letter));
                }
              });
    }
    if (found.isEmpty()) {
      throw new UserError(
          "there is no dead letter " + id + "; it was replayed or dropped, or never there");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(Json.of(found.get(0)));
    } else {
      print(out, found.get(0));
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "replay",
      description = {
        "Publishes dead letters again on the topic that refused them, each once.",
        "A letter whose key has a newer record on a compacted topic is settled without it."
      },
      mixinStandardHelpOptions = true)
  int replay(
      @Mixin CommonOptions common,
      @Mixin LetterOptions letters,
      @Mixin OutputOptions output,
      @Parameters(paramLabel = "ID", arity = "0..1", description = "One letter.") String id,
      @Option(names = "--all", description = ALL) boolean all)
      throws Exception {
    LetterFilter filter = chosen(letters, id, all);
    Connection connection = connect(common);
    try (DeadLetterActions actions = actions(connection)) {
      return print(output, "replayed", actions.replay(filter));
    }
  }

  @Command(
      name = "drop",
      description = "Drops dead letters for good.",
      mixinStandardHelpOptions = true)
  int drop(
      @Mixin CommonOptions common,
      @Mixin LetterOptions letters,
      @Mixin OutputOptions output,
      @Parameters(paramLabel = "ID", arity = "0..1", description = "One letter.") String id,
      @Option(names = "--all", description = ALL) boolean all)
      throws Exception {
    LetterFilter filter = chosen(letters, id, all);
    Connection connection = connect(common);
    try (DeadLetterActions actions = actions(connection)) {
      return print(output, "dropped", actions.drop(filter));
    }
  }

  private LetterFilter chosen(LetterOptions letters, String id, boolean all) {
    LetterFilter filter = letters.filter(id == null ? null : id(id));
    if (filter.isEmpty() != all) {
      throw new ParameterException(
          spec.commandLine(),
          "name an ID, a filter (--topic, --reason, --since, --before), or --all alone");
    }
    return filter;
  }

  private LetterId id(String text) {
    try {
      return LetterId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static Connection connect(CommonOptions common) throws InterruptedException {
    common.logAsTool();
    Settings settings = common.client();
    Clients.check(settings.kafka());
    return new Connection(
        settings.kafka(),
        new DeadLetterTopics(
            settings.kafka(), Components.topics(settings), Components.backbones(settings)));
  }

  private static DeadLetterActions actions(Connection connection) {
    return new DeadLetterActions(connection.topics(), connection.kafka());
  }

  private static TopicView view(Connection connection, String topic, LetterFilter filter, int limit)
      throws IOException, InterruptedException {
    Deque<LetterView> newest = new ArrayDeque<>();
    long[] count = {0};
    connection
        .topics()
        .open(
            topic,
            letter -> {
              if (filter.test(letter)) {
                count[0]++;
                newest.add(LetterView.of(letter));
                if (newest.size() > limit) {
                  newest.remove();
                }
              }
            });
    return new TopicView(topic, count[0], List.copyOf(newest));
  }

  private static void print(PrintWriter out, TopicView topic) {
    out.printf("%-50s %,d%n", topic.topic(), topic.letters());
    for (LetterView letter : topic.newest()) {
      out.printf("  %s  %s  %s%n", letter.id(), letter.refusedAt(), letter.about());
      out.printf("      %d bytes: %s%n", letter.bytes(), letter.reason());
    }
  }

  private static void print(PrintWriter out, LetterView letter) {
    out.println("letter     " + letter.id());
    out.println("topic      " + letter.topic());
    out.println("refused    " + letter.refusedAt());
    out.println("reason     " + letter.reason());
    out.println("exception  " + letter.exception());
    letter.names().forEach((name, value) -> out.printf("%-10s %s%n", name, value));
    out.println("bytes      " + letter.bytes());
    out.println("value      " + letter.value());
  }

  private int print(OutputOptions output, String verb, List<DeadLetterActions.Result> results) {
    PrintWriter out = spec.commandLine().getOut();
    if (output.json()) {
      out.println(Json.of(new LinkedHashMap<>(Map.of("topics", results))));
    } else {
      for (DeadLetterActions.Result result : results) {
        out.printf(
            "%-50s %,d %s, %,d superseded, %,d left%n",
            result.topic(), result.settled(), verb, result.superseded(), result.left());
      }
    }
    out.flush();
    return 0;
  }
}
