// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.util.ArrayList;
import java.util.List;

/** Checks what the demo printed. */
final class CheckDemo {
  private static final List<String> WRONG = new ArrayList<>();
  private static int passed;

  public static void main(String[] args) throws Exception {
    JsonNode demo = new ObjectMapper().readTree(new File(args[0]));
    check("every listener has a list", demo.path("lists").asInt() == demo.path("listeners").asInt());
    check("there are listeners", demo.path("listeners").asInt() > 0);
    check("there are tracks", demo.path("tracks").asInt() > 0);
    check("there are plays", demo.path("plays").asLong() > 0);
    check("every list has 50 tracks", demo.path("minListLength").asInt() == 50);
    check("no heard track in a list", demo.path("heardInLists").asInt(-1) == 0);
    check("nine models", demo.path("models").size() == 9);
    for (JsonNode model : demo.path("models")) {
      for (String metric : List.of("hitRate", "recall", "ndcg")) {
        JsonNode interval = model.path("ci95").path(metric);
        double value = model.path(metric).asDouble(-1);
        check(
            model.path("name").asText() + " " + metric + " lies in its interval",
            interval.size() == 2
                && interval.get(0).asDouble() <= value
                && value <= interval.get(1).asDouble());
      }
    }
    for (JsonNode comparison : demo.path("cold").path("comparisons")) {
      String against = comparison.path("against").asText();
      if (against.equals("random") || against.equals("popularity")) {
        check(
            "on cold tracks knn beats " + against,
            comparison.path("ci95").path("ndcg").path(0).asDouble(-1) > 0);
      }
    }
    check("cold comparisons", demo.path("cold").path("comparisons").size() == 8);
    check(
        "on known tracks the fusion beats content alone, beyond both intervals",
        ndcg(demo, "fusion").path(0).asDouble(-1) > ndcg(demo, "knn").path(1).asDouble(2));
    check("what serves is the best of the table", demo.path("served").asText().equals(best(demo)));
    check("the topic scores like the model", demo.path("streamDifference").asDouble(1) < 1e-9);
    check("an upload reached a list", demo.path("uploadToListMillis").asLong(-1) > 0);
    WRONG.forEach(what -> System.out.println("demo: not so: " + what));
    System.out.println(passed + " passed, " + WRONG.size() + " failed");
    System.exit(WRONG.isEmpty() ? 0 : 1);
  }

  private static JsonNode ndcg(JsonNode demo, String name) {
    for (JsonNode model : demo.path("models")) {
      if (model.path("name").asText().equals(name)) {
        return model.path("ci95").path("ndcg");
      }
    }
    return demo.path("no such model");
  }

  private static String best(JsonNode demo) {
    String best = "";
    double highest = -1;
    for (JsonNode model : demo.path("models")) {
      if (model.path("ndcg").asDouble() > highest) {
        highest = model.path("ndcg").asDouble();
        best = model.path("name").asText();
      }
    }
    return best;
  }

  private static void check(String what, boolean holds) {
    if (holds) {
      passed++;
    } else {
      WRONG.add(what);
    }
  }
}
