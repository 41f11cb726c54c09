// SPDX-License-Identifier: Apache-2.0

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * What serving spends on a list: ranking for one listener and for 32 at once, the reasons of its 50
 * tracks, profiles, and taking in a new track. Listeners have heard 200 tracks, or half of a
 * smaller catalogue; the model is trained for one epoch, which changes no time.
 *
 * <p>Run: {@code OMP_WAIT_POLICY=PASSIVE java -Xmx1g --add-modules jdk.incubator.vector -cp
 * 'app/target/segue.jar:app/target/lib/*' benchmarks/ServedLists.java MODEL TRACKS [key=value ...]}
 */
final class ServedLists {
  private static final int K = 50;
  private static final int REASONS = 3;
  private static final int TOGETHER = 32;
  private static final int DIMENSION = 64;
  private static final int ROUNDS = 300;

  private final Recommender model;
  private final List<History> histories;

  private ServedLists(Recommender model, List<History> histories) {
    this.model = model;
    this.histories = histories;
  }

  public static void main(String[] args) throws Exception {
    Algorithm algorithm = Algorithms.named(args[0]);
    int tracks = Integer.parseInt(args[1]);
    AlgorithmSettings settings = AlgorithmSettings.DEFAULTS;
    for (String pair : Arrays.asList(args).subList(2, args.length)) {
      settings = settings.with(pair.split("=")[0], pair.split("=")[1]);
    }
    TrainingSet data = synthetic(tracks);
    TrackVectors content =
        algorithm.readsContent(settings) ? vectors(tracks) : TrackVectors.NONE;
    try (Recommender model = algorithm.train(data, content, settings, TrainingListener.SILENT)) {
      List<History> histories =
          data.listeners().stream().limit(TOGETHER).map(TrainingSet.Listener::history).toList();
      System.out.printf("%s %s, %d tracks:%n", args[0], settings.values(), tracks);
      new ServedLists(model, histories).measure();
    }
  }

  private void measure() throws Exception {
    List<List<ScoredTrack>> lists = model.recommendAll(histories, K, TrackFilter.ALL);
    int[] next = {0};
    time("one list", 1, () -> model.recommend(listener(next), K, TrackFilter.ALL));
    time(TOGETHER + " lists, each", TOGETHER, () -> model.recommendAll(histories, K, TrackFilter.ALL));
    List<List<String>> ids =
        lists.stream().map(list -> list.stream().map(ScoredTrack::trackId).toList()).toList();
    time(
        "reasons of a list, track by track",
        1,
        () -> {
          int i = next[0]++ % TOGETHER;
          return ids.get(i).stream()
              .map(id -> model.explain(histories.get(i), id, REASONS).size())
              .toList();
        });
    time(
        "reasons of a list, at once",
        1,
        () -> {
          int i = next[0]++ % TOGETHER;
          return model.explainAll(histories.get(i), ids.get(i), REASONS);
        });
    if (model instanceof ContentRecommender reader) {
      time(TOGETHER + " profiles, each", TOGETHER, () -> reader.profiles(histories));
      SplittableRandom random = new SplittableRandom(9);
      time(
          "a new track",
          1,
          () -> {
            reader.upsert("new-" + next[0]++, vector(random));
            return next;
          });
    }
  }

  private History listener(int[] next) {
    return histories.get(next[0]++ % TOGETHER);
  }

  /** The median, after a third of the rounds. */
  private static void time(String what, int share, Callable<?> work) throws Exception {
    long[] times = new long[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      work.call();
      times[i] = System.nanoTime() - start;
    }
    long[] warm = Arrays.copyOfRange(times, ROUNDS / 3, ROUNDS);
    Arrays.sort(warm);
    System.out.printf("  %-36s %8.3f ms%n", what, warm[warm.length / 2] / 1e6 / share);
  }

  private static TrainingSet synthetic(int tracks) {
    SplittableRandom random = new SplittableRandom(1);
    int length = Math.min(200, tracks / 2);
    List<TrainingSet.Listener> listeners = new ArrayList<>();
    for (int user = 0; user < 200; user++) {
      Map<String, Interaction> heard = new HashMap<>();
      while (heard.size() < length) {
        int at = heard.size();
        heard.computeIfAbsent(
            "track-" + random.nextInt(tracks),
            id -> new Interaction(HeardTrack.once(id, at), new long[] {at}));
      }
      listeners.add(new TrainingSet.Listener("user-" + user, List.copyOf(heard.values())));
    }
    return new TrainingSet(listeners);
  }

  private static TrackVectors vectors(int tracks) {
    SplittableRandom random = new SplittableRandom(2);
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < tracks; i++) {
      vectors.put("track-" + i, vector(random));
    }
    return new TrackVectors(DIMENSION, vectors);
  }

  private static float[] vector(SplittableRandom random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }
}
