// SPDX-License-Identifier: Apache-2.0

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingListener;
import dev.segue.recommenders.TrainingSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How fast Shallow Net trains: pairs of a positive and a negative a second, at the size of the
 * reference study (17,053 listeners, 56,193 tracks, vectors of 200 values, batches of 10,000
 * positives with 20 negatives each).
 *
 * <p>Run: {@code OMP_WAIT_POLICY=PASSIVE java -Xmx2g --add-modules jdk.incubator.vector -cp
 * 'app/target/segue.jar:app/target/lib/*' benchmarks/ShallowNet.java [key=value ...]}
 */
final class ShallowNet {
  private static final int LISTENERS = 17_053;
  private static final int TRACKS = 56_193;
  private static final int DIMENSION = 200;
  private static final int BATCH = 10_000;
  private static final int NEGATIVES = 20;
  private static final int HEARD = 18;

  /** Notes when each step was over, by the clock and by the processor time of the process. */
  private static final class Steps implements TrainingListener {
    final List<Long> clock = new ArrayList<>();
    final List<Long> processor = new ArrayList<>();

    @Override
    public void progress(String stage, long done, long total) {
      clock.add(System.nanoTime());
      processor.add(processorNanos());
    }
  }

  public static void main(String[] args) throws Exception {
    AlgorithmSettings settings =
        AlgorithmSettings.DEFAULTS
            .with("batch", "" + BATCH)
            .with("negatives", "" + NEGATIVES)
            .with("validation-days", "0")
            .with("epochs", "1");
    for (String arg : args) {
      String[] setting = arg.split("=", 2);
      settings = settings.with(setting[0], setting[1]);
    }
    Steps steps = new Steps();
    Algorithm algorithm = Algorithms.named("shallownet");
    algorithm.train(plays(), content(), settings, steps);
    print("step", median(steps.clock), "seconds of the clock");
    print("step", median(steps.processor), "seconds of a processor");
    System.out.printf(
        "%,.0f pairs/s; %,.0f for each processor%n",
        BATCH * NEGATIVES / median(steps.clock), BATCH * NEGATIVES / median(steps.processor));
    System.out.println("peak memory " + peak());
  }

  private static void print(String what, double value, String unit) {
    System.out.printf("%s: %.3f %s%n", what, value, unit);
  }

  /** The difference between one entry and the next; the first steps warm up. */
  private static double median(List<Long> nanos) {
    double[] seconds = new double[nanos.size() - 1];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = (nanos.get(i + 1) - nanos.get(i)) / 1e9;
    }
    double[] warm = Arrays.copyOfRange(seconds, 3, seconds.length - 1);
    Arrays.sort(warm);
    return warm[warm.length / 2];
  }

  /** Every track is heard at least once. */
  private static TrainingSet plays() {
    SplittableRandom random = new SplittableRandom(1);
    List<TrainingSet.Listener> listeners = new ArrayList<>();
    int next = 0;
    for (int user = 0; user < LISTENERS; user++) {
      Map<String, Interaction> heard = new HashMap<>();
      while (heard.size() < HEARD) {
        int track = next < TRACKS ? next++ : random.nextInt(TRACKS);
        long at = random.nextInt(1_000_000_000);
        heard.put(
            "t" + track, new Interaction(HeardTrack.once("t" + track, at), new long[] {at}));
      }
      listeners.add(new TrainingSet.Listener("u" + user, List.copyOf(heard.values())));
    }
    return new TrainingSet(listeners);
  }

  private static TrackVectors content() {
    SplittableRandom random = new SplittableRandom(2);
    Map<String, float[]> vectors = new HashMap<>();
    for (int track = 0; track < TRACKS; track++) {
      float[] vector = new float[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        vector[i] = (float) random.nextDouble(-1, 1);
      }
      vectors.put("t" + track, vector);
    }
    return new TrackVectors(DIMENSION, vectors);
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static String peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .findFirst()
        .orElse("unknown");
  }
}
