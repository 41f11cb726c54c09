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
 * spelt out; {@code python=} for none). Some networks are then run there once more, in the order of
 * operations that their authors' code has. Each backbone and precision runs in a process of its own,
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

  /** Backbones that {@link #AUTHORS} has. */
  private static final List<String> AUTHORED = List.of("musicnn", "encodecmae", "musicfm");

  /** The networks in the order of operations of their authors' code, attention spelt out. */
  private static final String AUTHORS =
      """
      import json, resource, sys, time, torch
      from torch import nn
      from torch.nn import functional as F
      name, rounds, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[4])
      torch.set_num_threads(int(sys.argv[3]))
      torch.set_grad_enabled(False)

      class Musicnn(nn.Module):  # one patch of three seconds after the other
        def __init__(self):
          super().__init__()
          norm = lambda n: nn.BatchNorm2d(n, eps=1e-3)
          layer = lambda n, kernel, pad: nn.Sequential(
              nn.ZeroPad2d((0, 0) + pad), nn.Conv2d(1, n, kernel), nn.ReLU(), norm(n))
          self.input = norm(1)
          self.front = nn.ModuleList([layer(204, (7, n), (3, 3)) for n in (38, 67)] + [
              layer(51, (n, 1), ((n - 1) // 2, n // 2)) for n in (128, 64, 32)])
          self.mid = nn.ModuleList(layer(64, (7, n), (3, 3)) for n in (561, 64, 64))
          self.end = nn.Sequential(nn.BatchNorm1d(1506, eps=1e-3), nn.Linear(1506, 200), nn.ReLU(),
              nn.BatchNorm1d(200, eps=1e-3), nn.Linear(200, 50), nn.Sigmoid())
        def inputs(self):
          return [torch.randn(1, 1, 187, 96) for i in range((seconds * 16000 // 256 + 1) // 187)]
        def forward(self, x):
          x = self.input(x)
          seen = [torch.cat([f(x).amax(3) for f in self.front], 1).transpose(1, 2).unsqueeze(1)]
          for i, layer in enumerate(self.mid):
            y = layer(seen[-1]).permute(0, 3, 2, 1)
            seen.append(y + seen[-1] if i else y)
          y = torch.cat(seen, 3).squeeze(1)
          return self.end(torch.stack([y.amax(1), y.mean(1)], 2).flatten(1))

      class Causal(nn.Module):
        def __init__(self, i, o, kernel, stride=1):
          super().__init__()
          self.conv, self.left, self.stride = nn.Conv1d(i, o, kernel, stride), kernel - stride, stride
          nn.utils.weight_norm(self.conv)
        def forward(self, x):
          return self.conv(F.pad(x, (self.left, -x.shape[2] % self.stride), mode="reflect"))

      class Residual(nn.Module):
        def __init__(self, n):
          super().__init__()
          self.block = nn.Sequential(nn.ELU(), Causal(n, n // 2, 3), nn.ELU(), Causal(n // 2, n, 1))
          self.shortcut = Causal(n, n, 1)
        def forward(self, x):
          return self.shortcut(x) + self.block(x)

      class Encodecmae(nn.Module):  # one chunk of four seconds after the other
        def __init__(self):
          super().__init__()
          stages = [(32 << i, s) for i, s in enumerate((2, 4, 5, 8))]
          self.convolutions = nn.Sequential(Causal(1, 32, 7), *[m for n, s in stages
              for m in (Residual(n), nn.ELU(), Causal(n, 2 * n, 2 * s, s))])
          self.lstm, self.last = nn.LSTM(512, 512, 2), nn.Sequential(nn.ELU(), Causal(512, 128, 7))
          self.project, self.positions = nn.Linear(128, 768), torch.randn(300, 768)
          self.feed = nn.Sequential(nn.Linear(768, 4096), nn.ReLU(), nn.Linear(4096, 768))
          self.layers = nn.ModuleList(nn.ModuleList([nn.LayerNorm(768), nn.LayerNorm(768)] + [
              nn.Linear(768, 768, bias=False) for i in range(4)]) for i in range(10))
          self.norm = nn.LayerNorm(768)
        def inputs(self):
          return list(torch.randn(1, 1, seconds * 24000).split(96000, 2))
        def attention(self, x, q, k, v, o):
          q, k, v = (m(x).view(1, -1, 64, 12).permute(0, 3, 1, 2) for m in (q, k, v))
          y = torch.softmax(q @ k.transpose(2, 3) / 8, 3) @ v
          return o(y.permute(0, 2, 3, 1).flatten(2))
        def forward(self, x):
          y = self.convolutions(x).permute(2, 0, 1)
          y = self.last((self.lstm(y)[0] + y).permute(1, 2, 0))
          a = b = self.project(y.transpose(1, 2)) + self.positions[:y.shape[2]]
          for first, second, *matrices in self.layers:
            y = self.attention(a, *matrices)
            a, b = first(a + y), b + y
            y = self.feed(a)
            a, b = second(a + y), b + y
          return a + self.norm(b)

      class Image(nn.Module):
        def __init__(self, i):
          super().__init__()
          layer = lambda i, s: nn.Sequential(nn.Conv2d(i, 512, 3, s, 1), nn.BatchNorm2d(512))
          self.main = nn.Sequential(layer(i, 2), nn.ReLU(), layer(512, 1))
          self.shortcut = layer(i, 2)
        def forward(self, x):
          return F.relu(self.main(x) + self.shortcut(x))

      class Conformer(nn.Module):
        def __init__(self):
          super().__init__()
          feed = lambda: nn.Sequential(nn.LayerNorm(1024), nn.Linear(1024, 4096), nn.SiLU(),
              nn.Linear(4096, 1024))
          self.feed1, self.feed2 = feed(), feed()
          self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(1024) for i in range(3))
          self.q, self.k, self.v, self.o = (nn.Linear(1024, 1024) for i in range(4))
          self.convolution = nn.Sequential(nn.Conv1d(1024, 2048, 1, bias=False), nn.GLU(1),
              nn.Conv1d(1024, 1024, 31, 1, 15, 1, 1024, False), nn.BatchNorm1d(1024), nn.SiLU(),
              nn.Conv1d(1024, 1024, 1, bias=False))
        def forward(self, x, cos, sin):
          heads = lambda y: y.view(1, -1, 16, 64)
          x = x + 0.5 * self.feed1(x)
          y = self.norm1(x)
          a, b = heads(y).chunk(2, 3)
          r = (heads(y) * cos + torch.cat([-b, a], 3) * sin).flatten(2)
          q, k, v = (heads(m(z)).transpose(1, 2) for m, z in ((self.q, r), (self.k, r), (self.v, y)))
          y = torch.softmax(q @ k.transpose(2, 3) / 8, 3) @ v
          x = x + self.o(y.transpose(1, 2).flatten(2))
          x = x + self.convolution(self.norm2(x).transpose(1, 2)).transpose(1, 2)
          return self.norm3(x + 0.5 * self.feed2(x))

      class Musicfm(nn.Module):
        def __init__(self):
          super().__init__()
          self.blocks, self.project = nn.Sequential(Image(1), Image(512)), nn.Linear(16384, 1024)
          self.layers, self.norm = nn.ModuleList(Conformer() for i in range(12)), nn.LayerNorm(1024)
        def inputs(self):
          return [torch.randn(1, 1, 128, seconds * 100)]
        def forward(self, x):
          y = self.project(self.blocks(x).permute(0, 3, 1, 2).flatten(2))
          angle = torch.arange(y.shape[1])[:, None] / 10000 ** (torch.arange(0, 64, 2) / 64)
          angle = torch.cat([angle, angle], 1)[:, None]
          for layer in self.layers:
            y = layer(y, torch.cos(angle), torch.sin(angle))
          return self.norm(y).mean(1)

      network = globals()[name.capitalize()]().eval()
      inputs = network.inputs()
      for i in range(rounds):
        start, processor = time.time(), time.process_time()
        for x in inputs:
          network(x)
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
    compare(
        name + " in Python's PyTorch",
        List.of(options.python(), "-c", PYTHON, folder.toString(), rounds, threads),
        options,
        ours);
    if (AUTHORED.contains(name) && options.batch() == 1) {
      String seconds = Integer.toString(options.seconds());
      compare(
          name + " there, as its authors have it",
          List.of(options.python(), "-c", AUTHORS, name, rounds, threads, seconds),
          options,
          ours);
    }
  }

  private static void compare(
      String title, List<String> command, Options options, List<Round> ours)
      throws IOException, InterruptedException {
    List<Round> theirs = run(command);
    if (!theirs.isEmpty()) {
      print(title, theirs, options);
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
