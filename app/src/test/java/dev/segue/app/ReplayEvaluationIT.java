// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the running system recommends scores exactly as the model does without Kafka. */
class ReplayEvaluationIT {
  private static final Instant START = Instant.parse("2025-01-01T00:00:00Z");
  private static final String SPLIT = "2025-01-20T12:00:00Z";

  @TempDir Path folder;

  @Test
  void givesTheSameMetricsOnTheTopicAsWithoutKafka() throws Exception {
    Path log = writeLog();
    // The one whose answer depends on single play times, and the one that depends on all pairs.
    for (String model : new String[] {"popularity-30d", "item-item"}) {
      JsonNode offline =
          json("evaluate", "--plays", log.toString(), "--split", SPLIT, "--models", model);
      JsonNode stream =
          json(
              "replay",
              "--plays",
              log.toString(),
              "--split",
              SPLIT,
              "--evaluate",
              "--model",
              model);
      assertThat(stream.get("split")).isEqualTo(offline.get("split"));
      assertThat(offline.at("/split/testUsers").asInt()).isGreaterThan(50);
      for (String metric : new String[] {"hitRate", "recall", "ndcg", "mrr", "precision"}) {
        assertThat(stream.at("/models/0/" + metric).asDouble())
            .as("%s of %s", metric, model)
            .isPositive()
            .isEqualTo(offline.at("/models/0/" + metric).asDouble(), within(1e-9));
      }
    }
  }

  private JsonNode json(String command, String... arguments) throws Exception {
    PrintStream real = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String[] all = new String[arguments.length + 5];
    all[0] = command;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[arguments.length + 1] = "--output";
    all[arguments.length + 2] = "json";
    all[arguments.length + 3] = "--data";
    all[arguments.length + 4] = Files.createTempDirectory(folder, command).toString();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      assertThat(Segue.run(all)).as(out::toString).isZero();
    } finally {
      System.setOut(real);
    }
    return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
  }

  /** Listeners who mostly stay in one of eight corners of the catalogue. */
  private Path writeLog() throws Exception {
    SplittableRandom random = new SplittableRandom(3);
    StringBuilder rows = new StringBuilder("user_id\ttrack_id\ttimestamp\n");
    for (int i = 0; i < 12_000; i++) {
      int user = random.nextInt(150);
      int corner = random.nextInt(10) == 0 ? random.nextInt(8) : user % 8;
      double favour = random.nextDouble() * random.nextDouble();
      rows.append("u").append(user).append("\tt").append(corner).append('-');
      rows.append((int) (60 * favour)).append('\t');
      rows.append(START.plusSeconds(150L * i)).append('\n');
    }
    return Files.writeString(folder.resolve("plays.tsv"), rows);
  }
}
