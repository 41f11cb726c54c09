// SPDX-License-Identifier: Apache-2.0

import com.sun.management.OperatingSystemMXBean;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a block of Jukebox 5B costs at its published size, with random weights: the seconds of clips
 * of 24 s through some blocks, for one number of blocks after another, and the peak memory of the
 * process. The difference between two of them is that of the blocks alone; all 36 take as many times
 * as much.
 *
 * <p>Run: {@code OMP_WAIT_POLICY=PASSIVE java -Xmx1g --add-modules jdk.incubator.vector -cp
 * 'app/target/segue.jar:app/target/lib/*' benchmarks/JukeboxBlocks.java float32 1 0,3,6} (precision,
 * clips, numbers of blocks)
 */
final class JukeboxBlocks {
  private static final int SECONDS = 24;
  private static final int ROUNDS = 2;

  public static void main(String[] args) throws IOException {
    Precision precision = Precision.valueOf(args[0].toUpperCase());
    int clips = Integer.parseInt(args[1]);
    System.out.printf("%s, %s, %d clips of %d s%n", Torch.describe(), precision, clips, SECONDS);
    for (String layers : args[2].split(",")) {
      BackboneOptions options =
          BackboneOptions.in(Path.of("none"))
              .withPrecision(precision)
              .withLayer(Integer.parseInt(layers));
      try (Backbone backbone = Backbones.type("jukebox").random(options, 1)) {
        List<Waveform> audio = noise(clips, backbone.sampleRate());
        double clock = Double.MAX_VALUE;
        double processor = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
          long began = System.nanoTime();
          long worked = processorNanos();
          backbone.embed(audio);
          clock = Math.min(clock, (System.nanoTime() - began) / 1e9);
          processor = Math.min(processor, (processorNanos() - worked) / 1e9);
        }
        System.out.printf(
            "%s blocks: %.2f s, %.2f s of processor time (best of %d), peak %s%n",
            layers, clock, processor, ROUNDS, peak());
      }
    }
  }

  private static List<Waveform> noise(int clips, int sampleRate) {
    Random random = new Random(1);
    List<Waveform> audio = new ArrayList<>();
    for (int clip = 0; clip < clips; clip++) {
      float[] samples = new float[SECONDS * sampleRate];
      for (int i = 0; i < samples.length; i++) {
        samples[i] = (float) (0.1 * random.nextGaussian());
      }
      audio.add(new Waveform(samples, sampleRate));
    }
    return audio;
  }

  private static long processorNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Of resident memory, where the system tells it. */
  private static String peak() throws IOException {
    Path status = Path.of("/proc/self/status");
    return !Files.exists(status)
        ? "unknown"
        : Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .map(line -> line.replaceAll("\\D", ""))
            .map(kib -> Long.parseLong(kib) / 1024 + " MiB")
            .findFirst()
            .orElse("unknown");
  }
}
