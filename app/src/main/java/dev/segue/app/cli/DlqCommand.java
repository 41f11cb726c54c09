// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.DeadLetters;
import dev.segue.schemas.Topics;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code segue dlq}. */
@Command(
    name = "dlq",
    description = "Shows what a running system has refused, and why.",
    mixinStandardHelpOptions = true)
public final class DlqCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "list",
      description = "Counts the dead letters of every topic and shows the newest.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin CommonOptions common,
      @Option(
              names = "--limit",
              defaultValue = "10",
              description = "Letters to show for each topic (default: ${DEFAULT-VALUE}).")
          int limit)
      throws Exception {
    common.logAsTool();
    Settings settings = common.client();
    Clients.check(settings.kafka());
    Topics topics = Components.topics(settings);
    PrintWriter out = spec.commandLine().getOut();
    for (var topic : topics.all(Components.backbones(settings))) {
      if (!topic.name().endsWith(".dlq")) {
        continue;
      }
      var newest = new java.util.ArrayDeque<String>();
      Map<String, Integer> count = new TreeMap<>();
      TopicReader.committed(settings.kafka().consumer(Map.of()))
          .read(
              topic.name(),
              letter -> {
                count.merge(topic.name(), 1, Integer::sum);
                newest.add(describe(letter));
                if (newest.size() > limit) {
                  newest.remove();
                }
              });
      out.printf("%-50s %,d%n", topic.name(), count.getOrDefault(topic.name(), 0));
      newest.forEach(line -> out.println("  " + line));
    }
    out.flush();
    return 0;
  }

  private static String describe(ConsumerRecord<byte[], byte[]> letter) {
    return "%s-%s@%s, %d bytes: %s"
        .formatted(
            header(letter, DeadLetters.TOPIC),
            header(letter, DeadLetters.PARTITION),
            header(letter, DeadLetters.OFFSET),
            letter.value() == null ? 0 : letter.value().length,
            header(letter, DeadLetters.MESSAGE));
  }

  private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
    Header header = letter.headers().lastHeader(name);
    return header == null ? "?" : new String(header.value(), StandardCharsets.UTF_8);
  }
}
