// SPDX-License-Identifier: Apache-2.0

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.Evaluator;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;

/**
 * How fast a sequence model trains and ranks, and what memory it takes.
 *
 * <p>{@code speed MODEL TRACKS [key=value ...]}: histories of 200 tracks; sequences a second in
 * training (the median step), listeners a second in ranking the whole catalogue.
 *
 * <p>{@code train MODEL PLAYS.tsv.gz CUT [key=value ...]}: a whole training on a log of user, track
 * and time, cut at a date; quality on what came after.
 *
 * <p>Run: {@code OMP_WAIT_POLICY=PASSIVE java -Xmx1g --add-modules jdk.incubator.vector -cp
 * 'app/target/segue.jar:app/target/lib/*' benchmarks/SequenceModels.java speed gsasrec 10000}
 */
final class SequenceModels {
  private static final int LENGTH = 200;
  private static final int LISTENERS = 1920;
  private static final int RANKED = 512;
  private static final int K = 50;

  /** Notes when each step was over, and prints the learning curve. */
  private static final class Clock implements TrainingListener {
    final List<Long> steps = new ArrayList<>();
    final List<Long> processor = new ArrayList<>();

    @Override
    public void progress(String stage, long done, long total) {
      steps.add(System.nanoTime());
      processor.add(processorNanos());
    }

    @Override
    public void measured(String measure, long step, double value) {
      System.out.printf("%s after epoch %d: %.5f%n", measure, step, value);
    }

    /** The first step compiles the network; it is left out. */
    static double median(List<Long> times) {
      long[] gaps = new long[times.size() - 1];
      Arrays.setAll(gaps, i -> times.get(i + 1) - times.get(i));
      Arrays.sort(gaps);
      return gaps[gaps.length / 2] / 1e9;
    }
  }

  public static void main(String[] args) throws Exception {
    int fixed = args[0].equals("speed") ? 3 : 4;
    AlgorithmSettings settings = AlgorithmSettings.DEFAULTS;
    for (String pair : Arrays.asList(args).subList(fixed, args.length)) {
      settings = settings.with(pair.split("=")[0], pair.split("=")[1]);
    }
    Algorithm algorithm = Algorithms.named(args[1]);
    if (args[0].equals("speed")) {
      speed(algorithm, Integer.parseInt(args[2]), settings);
    } else {
      train(algorithm, Path.of(args[2]), Instant.parse(args[3] + "T00:00:00Z"), settings);
    }
    System.out.printf("peak resident memory %d MiB%n", peakMebibytes());
  }

  private static void speed(Algorithm algorithm, int tracks, AlgorithmSettings given)
      throws InterruptedException {
    AlgorithmSettings settings = given.with("epochs", "1").with("validation-listeners", "0");
    if (!algorithm.name().equals("bert4rec")) {
      settings = settings.with("whole-history", "false");
    }
    TrainingSet data = synthetic(tracks);
    Clock clock = new Clock();
    try (Recommender model = algorithm.train(data, TrackVectors.NONE, settings, clock)) {
      double step = Clock.median(clock.steps);
      int batch = Integer.parseInt(settings.values().getOrDefault("batch", "128"));
      System.out.printf(
          "%s, %d tracks, %s: %.3f s a step of %d (%.3f s of processor time), %.0f sequences/s%n",
          algorithm.name(),
          tracks,
          given.values(),
          step,
          batch,
          Clock.median(clock.processor),
          batch / step);
      System.out.printf("peak resident memory of training %d MiB%n", peakMebibytes());
      List<History> histories =
          data.listeners().stream().limit(RANKED).map(TrainingSet.Listener::history).toList();
      double best = Double.MAX_VALUE;
      for (int round = 0; round < 5; round++) {
        long start = System.nanoTime();
        model.recommendAll(histories, K, TrackFilter.ALL);
        best = Math.min(best, (System.nanoTime() - start) / 1e9);
      }
      System.out.printf("ranks for %.0f listeners/s, top %d%n", histories.size() / best, K);
    }
  }

  private static void train(Algorithm algorithm, Path file, Instant cut, AlgorithmSettings settings)
      throws IOException, InterruptedException {
    ChronologicalSplit split = ChronologicalSplit.of(plays(file), cut.toEpochMilli());
    long start = System.nanoTime();
    try (Recommender model =
        algorithm.train(
            split.train(),
            TrackVectors.NONE,
            algorithm.cutAt(cut.toEpochMilli(), settings),
            new Clock())) {
      double seconds = (System.nanoTime() - start) / 1e9;
      var result = new Evaluator(split, K).warm(algorithm.name(), model);
      System.out.printf(
          "%s %s: trained in %.0f s; HitRate@%d %.4f, Recall@%d %.4f, NDCG@%d %.4f%n",
          algorithm.name(),
          settings.values(),
          seconds,
          K,
          result.mean(Metric.HIT_RATE),
          K,
          result.mean(Metric.RECALL),
          K,
          result.mean(Metric.NDCG));
    }
  }

  /** Every listener has one play more than a sequence takes; every track is played. */
  private static TrainingSet synthetic(int tracks) {
    int[] order = new int[tracks];
    Arrays.setAll(order, i -> i);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = tracks - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int track = order[i];
      order[i] = order[j];
      order[j] = track;
    }
    List<TrainingSet.Listener> listeners = new ArrayList<>();
    for (int user = 0; user < LISTENERS; user++) {
      List<Interaction> heard = new ArrayList<>();
      for (int i = 0; i <= LENGTH; i++) {
        int track = order[(user * (LENGTH + 1) + i) % tracks];
        heard.add(new Interaction(HeardTrack.once("track-" + track, i), new long[] {i}));
      }
      listeners.add(new TrainingSet.Listener("user-" + user, heard));
    }
    return new TrainingSet(listeners);
  }

  private static List<Play> plays(Path file) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return in.lines().skip(1).map(line -> play(line.split("\t", -1))).toList();
    }
  }

  private static Play play(String[] columns) {
    Instant at = LocalDateTime.parse(columns[2].replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    return new Play(columns[0], columns[1], at.toEpochMilli());
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long peakMebibytes() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(-1);
    } catch (IOException e) {
      return -1;
    }
  }
}
