// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.nn.torch.CallRecorder;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * How fast backbones of their published sizes hear clips of 30 s, and what memory it takes. Weights
 * are random: speed does not depend on them.
 *
 * <p>{@code [NAME ...] [key=value ...]}: the backbones, all if none is named; {@code
 * precisions=FLOAT32,BFLOAT16}, {@code batch=1}, {@code seconds=30}, {@code rounds=5} of
 * which the first warms up, {@code
 * python=/usr/bin/python3} (where its torch is older than 2.0, the same network with attention
 * spelt out; {@code python=} for none). Each backbone and precision runs in a process of its own,
 * whose peak memory is printed.
 *
 * <p>Run after the build: {@code java -cp 'app/target/segue.jar:app/target/lib/*'
 * benchmarks/Backbones.java mert-95m}
 */
final class BackboneSpeed {
  /** Only where it is asked for: its 5 billion weights fit few machines. */
  private static final String TOO_LARGE = "jukebox";

  private static final String MEASURED = "measured ";

  /** Loads what was exported, makes weights and inputs, and times all calls of a clip. */
  private static final String PYTHON =
      """
      import json, resource, sys, time, torch
      folder, rounds = sys.argv[1], int(sys.argv[2])
      torch.set_num_threads(int(sys.argv[3]))
      torch.set_grad_enabled(False)
      if hasattr(torch._C, "_jit_set_profiling_executor"):
        torch._C._jit_set_profiling_executor(False)
      spec = json.load(open(folder + "/calls.json"))
      def make(kind, shape):
        if kind != "float32":
          return torch.zeros(shape, dtype=torch.bool if kind == "boolean" else getattr(torch, kind))
        if len(shape) < 2:
          return torch.rand(shape)
        return torch.randn(shape) / max(1, torch.Size(shape[1:]).numel()) ** 0.5
      weights = [[make(*one) for one in network] for network in spec["weights"]]
      modules = [torch.jit.load("%s/%d.pt" % (folder, i)) for i in range(len(weights))]
      calls = [(getattr(modules[c["network"]], c["method"]), weights[c["network"]],
                [make(*one) for one in c["inputs"]]) for c in spec["calls"]]
      for i in range(rounds):
        start, processor = time.time(), time.process_time()
        for method, p, x in calls:
          method(p, x)
        print("measured", json.dumps(dict(seconds=time.time() - start,
              processor=time.process_time() - processor, version=torch.__version__,
              peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)), flush=True)
      """;

  /** What all processes are told. */
  private record Options(
      List<String> precisions, int batch, int seconds, int rounds, String python) {
    static Options of(List<String> pairs) {
      Map<String, String> given = new java.util.HashMap<>();
      pairs.forEach(pair -> given.put(pair.split("=", 2)[0], pair.split("=", 2)[1]));
      Options options =
          new Options(
              List.of(take(given, "precisions", "FLOAT32,BFLOAT16").split(",")),
              Integer.parseInt(take(given, "batch", "1")),
              Integer.parseInt(take(given, "seconds", "30")),
              Math.max(2, Integer.parseInt(take(given, "rounds", "5"))),
              take(given, "python", "/usr/bin/python3"));
      if (!given.isEmpty()) {
        throw new IllegalArgumentException("unknown settings: " + given.keySet());
      }
      return options;
    }

    private static String take(Map<String, String> given, String key, String otherwise) {
      String value = given.remove(key);
      return value == null ? otherwise : value;
    }

    List<String> arguments() {
      return List.of("batch=" + batch, "seconds=" + seconds, "rounds=" + rounds);
    }
  }

  /** One round: seconds for a whole batch. */
  private record Round(double seconds, double network, double processor, long peak) {
    /** Without a network of its own everything counts. */
    static Round of(JsonNode json) {
      double seconds = json.get("seconds").asDouble();
      double network = json.path("network").asDouble();
      return new Round(
          seconds,
          network > 0 ? network : seconds,
          json.get("processor").asDouble(),
          json.get("peak").asLong());
    }
  }

  public static void main(String[] args) throws Exception {
    List<String> pairs = Stream.of(args).filter(arg -> arg.contains("=")).toList();
    List<String> names = Stream.of(args).filter(arg -> !arg.contains("=")).toList();
    if (!names.isEmpty() && names.get(0).equals("one")) {
      one(names.get(1), Precision.valueOf(names.get(2)), Path.of(names.get(3)), Options.of(pairs));
      return;
    }
    Options options = Options.of(pairs);
    for (String name : names.isEmpty() ? Backbones.names() : names) {
      if (!names.isEmpty() || !name.startsWith(TOO_LARGE)) {
        all(name, options);
      }
    }
  }

  /** All precisions of a backbone, then the same with Python. */
  private static void all(String name, Options options) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("backbones");
    float[] exact = null;
    List<Round> first = List.of();
    for (String precision : options.precisions()) {
      List<Round> rounds = java(name, precision, folder, options);
      if (rounds.isEmpty()) {
        return;
      }
      print(name + " " + precision, rounds, options);
      float[] vector = vector(folder);
      if (exact == null) {
        exact = vector;
        first = rounds;
      } else {
        System.out.printf(
            "  relative error %.2e; %.2f times as fast as %s%n",
            distance(exact, vector),
            median(first, Round::network) / median(rounds, Round::network),
            options.precisions().get(0));
      }
    }
    python(name, folder, options, first);
  }

  private static void print(String title, List<Round> rounds, Options options) {
    double heard = options.batch() * options.seconds();
    double network = median(rounds, Round::network);
    System.out.printf(
        "%s, %d x %d s: network median %.2f s, min %.2f s, processor %.2f s; %.1f seconds of audio/s; around it %.3f s; peak %d MiB%n",
        title,
        options.batch(),
        options.seconds(),
        network,
        rounds.stream().mapToDouble(Round::network).min().orElseThrow(),
        median(rounds, Round::processor),
        heard / network,
        median(rounds, round -> round.seconds() - round.network()),
        rounds.get(rounds.size() - 1).peak());
  }

  private static List<Round> java(String name, String precision, Path folder, Options options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xmx512m",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                "benchmarks/Backbones.java",
                "one",
                name,
                precision,
                folder.toString()));
    command.addAll(options.arguments());
    return run(command);
  }

  private static void python(String name, Path folder, Options options, List<Round> ours)
      throws IOException, InterruptedException {
    if (options.python().isEmpty() || !Files.exists(folder.resolve("calls.json"))) {
      return;
    }
    Process probe =
        new ProcessBuilder(options.python(), "-c", "import torch")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (probe.waitFor() != 0) {
      System.out.printf("%s: %s has no torch%n", name, options.python());
      return;
    }
    String threads = Integer.toString(Runtime.getRuntime().availableProcessors());
    String rounds = Integer.toString(options.rounds());
    List<Round> theirs =
        run(List.of(options.python(), "-c", PYTHON, folder.toString(), rounds, threads));
    if (!theirs.isEmpty()) {
      print(name + " in Python's PyTorch", theirs, options);
      System.out.printf(
          "  ratio: median %.2f, min %.2f, processor %.2f%n",
          median(theirs, Round::network) / median(ours, Round::network),
          theirs.stream().mapToDouble(Round::network).min().orElseThrow()
              / ours.stream().mapToDouble(Round::network).min().orElseThrow(),
          median(theirs, Round::processor) / median(ours, Round::processor));
    }
  }

  /** The rounds that a process prints, without the first, which warms up. */
  private static List<Round> run(List<String> command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    builder.environment().put("THP_MEM_ALLOC_ENABLE", "1");
    Process process = builder.start();
    List<Round> rounds = new ArrayList<>();
    List<String> other = new ArrayList<>();
    try (var lines = process.inputReader()) {
      for (String line; (line = lines.readLine()) != null; ) {
        if (line.startsWith(MEASURED)) {
          rounds.add(Round.of(new JsonMapper().readTree(line.substring(MEASURED.length()))));
        } else {
          other.add(line);
        }
      }
    }
    if (process.waitFor() != 0 || rounds.size() < 2) {
      System.out.printf(
          "%s failed: %s%n", command.get(0), String.join(System.lineSeparator(), other));
      return List.of();
    }
    return rounds.subList(1, rounds.size());
  }

  /** In a process of its own: one backbone in one precision. */
  private static void one(String name, Precision precision, Path folder, Options options)
      throws IOException {
    BackboneOptions open = BackboneOptions.in(folder).withPrecision(precision);
    try (Backbone backbone = Backbones.type(name).random(open, 1)) {
      List<Waveform> clips = clips(backbone.sampleRate(), options);
      for (int i = 0; i < options.rounds(); i++) {
        try (CallRecorder recorder = CallRecorder.start()) {
          long start = System.nanoTime();
          long processor = processorNanos();
          float[][] vectors = backbone.embed(clips);
          double seconds = (System.nanoTime() - start) / 1e9;
          System.out.printf(
              "%s{\"seconds\": %f, \"network\": %f, \"processor\": %f, \"peak\": %d}%n",
              MEASURED,
              seconds,
              recorder.seconds(),
              (processorNanos() - processor) / 1e9,
              peakMebibytes());
          Files.writeString(folder.resolve("vector"), Arrays.toString(vectors[0]));
          if (i == 0 && precision == Precision.FLOAT32 && recorder.seconds() > 0) {
            recorder.export(folder);
          }
        }
      }
      System.out.println(Torch.describe());
    }
  }

  /** Chords with noise, another for each clip. */
  private static List<Waveform> clips(int rate, Options options) {
    List<Waveform> clips = new ArrayList<>();
    for (int i = 0; i < options.batch(); i++) {
      Random random = new Random(i);
      float[] samples = new float[options.seconds() * rate];
      for (int t = 0; t < samples.length; t++) {
        double phase = 2 * Math.PI * t / rate;
        double chord = Math.sin((110 + 10 * i) * phase) + Math.sin(277 * phase + Math.sin(phase));
        double beat = Math.exp(-4.0 * (t % (rate / 2)) / rate);
        samples[t] = (float) (0.2 * beat * chord + 0.02 * random.nextGaussian());
      }
      clips.add(new Waveform(samples, rate));
    }
    return clips;
  }

  private static float[] vector(Path folder) throws IOException {
    String[] values =
        Files.readString(folder.resolve("vector")).replaceAll("[\\[\\]\\s]", "").split(",");
    float[] vector = new float[values.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(values[i]);
    }
    return vector;
  }

  private static double distance(float[] exact, float[] other) {
    double difference = 0;
    double length = 0;
    for (int i = 0; i < exact.length; i++) {
      difference += Math.pow(exact[i] - other[i], 2);
      length += Math.pow(exact[i], 2);
    }
    return Math.sqrt(difference / length);
  }

  private static double median(
      List<Round> rounds, java.util.function.ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static long processorNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long peakMebibytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElse(0);
  }
}
