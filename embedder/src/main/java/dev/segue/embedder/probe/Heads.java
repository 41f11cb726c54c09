// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;

/** All that stands on the embeddings of a backbone. */
final class Heads {
  private final Bootstrap bootstrap;
  private final List<Kind> kinds = new ArrayList<>();

  /** Something that answers on test after it has seen train and valid. */
  private record Kind(String name, Function<ProbeData, Answers> answers) {}

  private record Answers(Map<String, Measure> measures, int epochs) {}

  /**
   * Prepares them.
   *
   * @param examples of the test split
   */
  Heads(ProbeOptions options, int examples) {
    bootstrap = new Bootstrap(examples, options.seed());
    kinds.add(new Kind("dense-" + DenseHead.HIDDEN, data -> dense(data, true, options.seed())));
    if (options.linear()) {
      kinds.add(new Kind("linear", data -> dense(data, false, options.seed())));
    }
    for (int k : options.neighbours()) {
      kinds.add(new Kind("knn-" + k, data -> answers(data, NearestNeighbours.scores(data, k), 0)));
    }
  }

  /**
   * Measures each of them.
   *
   * @param next gives what is learned from, so many times
   */
  List<ProbeResult.Head> of(OptionalInt shots, int draws, Supplier<ProbeData> next) {
    List<Drawn> all = kinds.stream().map(kind -> new Drawn()).toList();
    for (int draw = 0; draw < draws; draw++) {
      ProbeData data = next.get();
      for (int i = 0; i < kinds.size(); i++) {
        all.get(i).add(kinds.get(i).answers().apply(data));
      }
    }
    List<ProbeResult.Head> heads = new ArrayList<>();
    for (int i = 0; i < kinds.size(); i++) {
      heads.add(all.get(i).head(kinds.get(i).name(), shots));
    }
    return heads;
  }

  private static Answers dense(ProbeData data, boolean hidden, long seed) {
    try (DenseHead head = new DenseHead(data, hidden, seed)) {
      int epochs = head.train();
      return answers(data, head.scores(), epochs);
    }
  }

  private static Answers answers(ProbeData data, float[][] scores, int epochs) {
    List<float[]> truth = data.part(ProbeSplit.TEST).targets();
    return new Answers(Measures.of(data.task(), truth, scores), epochs);
  }

  /** What was answered after one draw after the other. */
  private final class Drawn {
    private final Map<String, List<Measure>> measures = new LinkedHashMap<>();
    private int draws;
    private long epochs;

    void add(Answers answers) {
      draws++;
      epochs += answers.epochs();
      answers
          .measures()
          .forEach(
              (name, measure) ->
                  measures.computeIfAbsent(name, any -> new ArrayList<>()).add(measure));
    }

    ProbeResult.Head head(String name, OptionalInt shots) {
      Map<String, ProbeResult.Score> found = new LinkedHashMap<>();
      measures.forEach((measure, values) -> found.put(measure, bootstrap.score(values)));
      return new ProbeResult.Head(name, shots, (double) epochs / draws, found);
    }
  }
}
