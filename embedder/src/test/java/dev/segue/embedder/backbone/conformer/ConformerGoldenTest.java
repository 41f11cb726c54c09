// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Each building block, and encoders of them, against the results of the original code. The
 * tolerances are those that come with them.
 */
class ConformerGoldenTest {
  private static final double TOLERANCE = 1e-4;

  /** Of quiet bins beside loud ones, whose power has few digits in float32. */
  private static final double DECIBELS = 5e-3;

  @TestFactory
  Stream<DynamicTest> agreesWithTheOriginals() throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"), "branchformer");
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> folders = Files.list(golden)) {
      for (Path folder :
          folders.filter(each -> Files.exists(each.resolve("config.json"))).toList()) {
        tests.addAll(new Fixture(folder).tests());
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  private static final class Fixture {
    private final Path folder;
    private final Modules modules;
    private final Safetensors input;
    private final Safetensors expected;

    Fixture(Path folder) throws IOException {
      this.folder = folder;
      modules = new Modules(new JsonMapper().readTree(folder.resolve("config.json").toFile()));
      input = Safetensors.open(folder.resolve("input.safetensors"));
      expected = Safetensors.open(folder.resolve("expected.safetensors"));
    }

    List<DynamicTest> tests() throws IOException {
      List<DynamicTest> tests = new ArrayList<>();
      String variant = folder.getFileName() + " ";
      tests.add(DynamicTest.dynamicTest(variant + "mel spectra", this::checkMel));
      tests.add(DynamicTest.dynamicTest(variant + "from the waveform", this::checkBackbone));
      for (String name : names()) {
        Path file = folder.resolve("modules/" + name + ".ckpt");
        Path all = folder.resolve("weights.safetensors");
        String label = folder.getFileName() + " " + name;
        tests.add(
            DynamicTest.dynamicTest(
                label + " as saved", () -> check(name, Checkpoints.read(file))));
        tests.add(
            DynamicTest.dynamicTest(
                label + " as safetensors", () -> check(name, Checkpoints.read(all, name))));
      }
      return tests;
    }

    private void checkMel() throws IOException {
      MelInput mel = modules.network().mel();
      float[] decibels = MelFrames.of(mel).decibels(input.tensor("audio").toFloats());
      int frames = decibels.length / mel.bins();
      float[] byBin = new float[decibels.length];
      for (int i = 0; i < decibels.length; i++) {
        byBin[i % mel.bins() * frames + i / mel.bins()] = decibels[i];
      }
      assertThat(error(byBin, expected.tensor("mel/db"))).isLessThan(DECIBELS);
      Body body = new Body(new Parameters(), Body.Mode.INFERENCE);
      String stacked = Stacking.stacked(body, body.input(0), mel.bins());
      try (FrozenNetwork network =
              FrozenNetwork.of(Weights.of(Map.of()), body.method("run", List.of(stacked)));
          NDManager scope = Torch.scope()) {
        MelFrames.normalised(decibels, mel);
        NDArray x = scope.create(FloatBuffer.wrap(decibels), new Shape(1, frames, mel.bins()));
        double error =
            error(
                network.call(scope, "run", x).get(0).toFloatArray(),
                expected.tensor("mel/tokens_input"));
        assertThat(error * mel.deviation()).isLessThan(DECIBELS);
      }
    }

    private void checkBackbone() throws IOException {
      Path weights = Files.createTempDirectory("composite").resolve("weights.ckpt");
      try {
        Files.copy(folder.resolve("modules/composite.ckpt"), weights);
        Files.writeString(
            weights.resolveSibling("config.json"), modules.network().json().toString());
        BackboneOptions options = BackboneOptions.in(folder).withWeights(weights.getParent());
        try (Backbone backbone = MusicEncoderType.BRANCHFORMER.open(options)) {
          Waveform audio = new Waveform(input.tensor("audio").toFloats(), backbone.sampleRate());
          assertThat(
                  error(
                      backbone.embed(List.of(audio))[0],
                      expected.tensor("composite/embedding_meantime")))
              .isLessThan(TOLERANCE);
        }
      } finally {
        Files.deleteIfExists(weights);
        Files.deleteIfExists(weights.resolveSibling("config.json"));
        Files.deleteIfExists(weights.getParent());
      }
    }

    private List<String> names() throws IOException {
      try (Stream<Path> files = Files.list(folder.resolve("modules"))) {
        return files
            .map(file -> file.getFileName().toString())
            .map(name -> name.substring(0, name.lastIndexOf('.')))
            .sorted()
            .toList();
      }
    }

    private void check(String name, Map<String, Tensor> weights) throws IOException {
      if (name.startsWith("rpq_")) {
        checkCodes(name, weights);
      } else if (name.equals("composite")) {
        checkComposite(weights);
      } else {
        Modules.Module module = modules.all().get(name);
        assertThat(module).as("the module %s is known", name).isNotNull();
        checkModule(name, module, weights);
      }
    }

    private void checkModule(String name, Modules.Module module, Map<String, Tensor> weights)
        throws IOException {
      Parameters parameters = new Parameters();
      Body body = new Body(parameters, Body.Mode.INFERENCE);
      Map<String, String> plain =
          prefixed("/out", module.of(body, body.input(0), Optional.empty()));
      Map<String, String> results = new LinkedHashMap<>(plain);
      if (expected.names().contains(name + "/out_padded")) {
        Optional<String> keep = Optional.of(body.input(1));
        results.putAll(prefixed("/out_padded", module.of(body, body.input(0), keep)));
      }
      Tensor x = input.tensor("x");
      compare(name, body, parameters, weights, results, x, input.tensor("pad_keep"));
    }

    private static Map<String, String> prefixed(String prefix, Map<String, String> results) {
      Map<String, String> named = new LinkedHashMap<>();
      results.forEach((key, value) -> named.put(prefix + key, value));
      return named;
    }

    private void checkComposite(Map<String, Tensor> weights) throws IOException {
      Parameters parameters = new Parameters();
      Body body = new Body(parameters, Body.Mode.INFERENCE);
      String mel = body.let("torch.transpose(%s, 1, 2)", body.input(0));
      Map<String, String> results = prefixed("/", modules.composite(body, mel));
      compare(
          "composite", body, parameters, weights, results, expected.tensor("composite/mel_norm"));
    }

    private void compare(
        String name,
        Body body,
        Parameters parameters,
        Map<String, Tensor> weights,
        Map<String, String> results,
        Tensor... inputs)
        throws IOException {
      String text = body.method("run", List.copyOf(results.values()));
      Map<String, Tensor> selected =
          parameters.spec().ignore(".*num_batches_tracked").build().select(weights);
      try (FrozenNetwork network = FrozenNetwork.of(Weights.of(selected), text);
          NDManager scope = Torch.scope()) {
        NDArray[] arrays =
            Stream.of(inputs).map(tensor -> array(scope, tensor)).toArray(NDArray[]::new);
        List<NDArray> found = network.call(scope, "run", arrays);
        int next = 0;
        for (String key : results.keySet()) {
          Tensor reference = expected.tensor(name + key);
          assertThat(error(found.get(next++), reference))
              .as("largest error of %s", reference)
              .isLessThan(TOLERANCE);
        }
      }
    }

    private void checkCodes(String name, Map<String, Tensor> weights) throws IOException {
      Map<String, Tensor> renamed = new LinkedHashMap<>();
      weights.forEach(
          (key, tensor) ->
              renamed.put(
                  key.replace("CB", "codebook").replaceFirst("^P$", "random_projection"), tensor));
      Parameters parameters = new Parameters();
      Body body = new Body(parameters, Body.Mode.INFERENCE);
      Quantizer quantizer =
          new Quantizer(
              modules.number("rpq_in"), modules.number("cb_dim"), modules.number("cb_size"));
      String text = body.method("run", List.of(quantizer.of(body, body.input(0))));
      Map<String, Tensor> selected = parameters.spec().build().select(renamed);
      long[] codes = expected.tensor(name + "/codes").toLongs();
      double[] margins = expected.tensor(name + "/margin").toDoubles();
      try (FrozenNetwork network = FrozenNetwork.of(Weights.of(selected), text);
          NDManager scope = Torch.scope()) {
        long[] found =
            network.call(scope, "run", array(scope, input.tensor("rpq_x"))).get(0).toLongArray();
        assertThat(found).hasSameSizeAs(codes);
        for (int i = 0; i < codes.length; i++) {
          assertThat(found[i] == codes[i] || margins[i] < 1e-4).as("code %d", i).isTrue();
        }
      }
    }

    private static NDArray array(NDManager scope, Tensor tensor) {
      long[] shape = tensor.shape().stream().mapToLong(Long::longValue).toArray();
      return scope.create(FloatBuffer.wrap(tensor.toFloats()), new Shape(shape));
    }
  }

  private static double error(NDArray found, Tensor expected) {
    assertThat(found.getShape().getShape())
        .as("shape of %s", expected)
        .containsExactly(expected.shape().stream().mapToLong(Long::longValue).toArray());
    return error(found.toFloatArray(), expected);
  }

  private static double error(float[] values, Tensor expected) {
    assertThat(values).hasSize(expected.size());
    double[] reference = expected.toDoubles();
    double worst = 0;
    for (int i = 0; i < reference.length; i++) {
      worst = Math.max(worst, Math.abs(values[i] - reference[i]));
    }
    return worst;
  }
}
