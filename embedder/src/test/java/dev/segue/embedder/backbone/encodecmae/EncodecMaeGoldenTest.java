// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Against tensors of the original code. The tolerance is the one that comes with them. */
class EncodecMaeGoldenTest {
  private static final double TOLERANCE = 1e-4;

  @TestFactory
  Stream<DynamicTest> agreesWithTheOriginal() throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"), "encodecmae");
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    List<Path> variants;
    try (Stream<Path> folders = Files.list(golden)) {
      variants = folders.filter(folder -> Files.exists(folder.resolve("config.json"))).toList();
    }
    assertThat(variants).isNotEmpty();
    return variants.stream()
        .flatMap(folder -> Stream.of("model.pt", "weights.safetensors").map(folder::resolve))
        .map(file -> DynamicTest.dynamicTest(file.toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    Path folder = file.resolveSibling("");
    EncodecMaeConfig config =
        EncodecMaeConfig.of(new JsonMapper().readTree(folder.resolve("config.json").toFile()));
    EncodecMaeWeights.published(config).select(EncodecMaeWeights.flat(file));
    Weights weights = Weights.of(EncodecMaeWeights.read(file, config));
    float[] audio =
        Safetensors.open(folder.resolve("input.safetensors")).tensor("audio").toFloats();
    Safetensors expected = Safetensors.open(folder.resolve("expected.safetensors"));
    List<ChunkBatch> chunks =
        ChunkBatch.of(new float[][] {audio}, config.chunkSamples(), Integer.MAX_VALUE);
    ChunkBatch last = chunks.get(chunks.size() - 1);
    checkConvolutions(config, weights, last.samples(0, 1), expected);
    checkLayers(config, weights, last, expected);
    checkFrames(config, weights, chunks, expected.tensor("features"));
    checkEmbedding(file, audio, expected.tensor("embedding"));
  }

  private static void checkConvolutions(
      EncodecMaeConfig config, Weights weights, float[] samples, Safetensors expected)
      throws IOException {
    int lstm = SeanetText.lstm(config);
    StringBuilder text = new StringBuilder(SeanetText.of(config));
    text.append("def trace(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:\n");
    text.append("  y0 = (self).module_0(p, torch.view(x[0], [-1, 1]))\n");
    text.append("  y1 = (self).module_1(p, y0)\n");
    text.append("  y3 = (self).module_3(p, torch.clone(y1))\n");
    text.append("  y = (self).convolve(p, [x[0]])[0]\n");
    text.append("  r = (self).module_%d(p, torch.unsqueeze(y, 1))\n".formatted(lstm));
    text.append("  z = (self).module_%d(p, torch.clone(r))\n".formatted(lstm + 2));
    text.append("  e = torch.flatten(r, 1)\n");
    text.append(
        "  return [torch.t(y0), torch.t(y1), torch.t(y3), torch.t(e), torch.flatten(z, 0, 1)]\n");
    try (FrozenNetwork network =
            FrozenNetwork.of(new PreparedWeights(weights, config), text.toString());
        NDManager scope = Torch.scope()) {
      NDArray audio = scope.create(samples, new Shape(1, samples.length));
      List<NDArray> found = network.call(scope, "trace", audio);
      String[] names = {"seanet_0", "seanet_1", "seanet_3", "seanet_lstm", "encodec_latent"};
      for (int i = 0; i < names.length; i++) {
        Tensor tensor = expected.tensor("last_chunk/" + names[i]);
        long columns = tensor.shape().get(1);
        assertClose(found.get(i).get(":, :" + columns), tensor);
      }
    }
  }

  private static void checkLayers(
      EncodecMaeConfig config, Weights weights, ChunkBatch last, Safetensors expected)
      throws IOException {
    for (int layer = 0; layer <= config.layers(); layer++) {
      String name = "layer%d_x0".formatted(layer - 1);
      if (layer == 0) {
        name = "projected_plus_pe";
      } else if (layer == config.layers()) {
        name = "features";
      }
      try (EncodecMae model = new EncodecMae(config, weights, layer, Precision.FLOAT32, true);
          NDManager scope = Torch.scope()) {
        assertClose(model.frames(scope, last).get(0), expected.tensor("last_chunk/" + name));
      }
    }
  }

  private static void checkFrames(
      EncodecMaeConfig config, Weights weights, List<ChunkBatch> chunks, Tensor expected)
      throws IOException {
    float[] found = new float[expected.size()];
    int length = 0;
    try (EncodecMae model =
        new EncodecMae(config, weights, config.layers(), Precision.FLOAT32, true)) {
      for (ChunkBatch batch : chunks) {
        try (NDManager scope = Torch.scope()) {
          float[] frames = model.frames(scope, batch).toFloatArray();
          System.arraycopy(frames, 0, found, length, frames.length);
          length += frames.length;
        }
      }
    }
    assertThat(length).isEqualTo(found.length);
    assertClose(found, expected);
  }

  private static void checkEmbedding(Path file, float[] audio, Tensor expected) throws IOException {
    BackboneOptions options =
        BackboneOptions.in(Path.of("unused")).withWeights(file).withStudyExact(true);
    try (Backbone backbone = EncodecMaeType.BASE.open(options)) {
      assertClose(backbone.embed(List.of(new Waveform(audio, backbone.sampleRate())))[0], expected);
    }
  }

  private static void assertClose(NDArray found, Tensor expected) {
    assertThat(Arrays.stream(found.getShape().getShape()).boxed().toList())
        .isEqualTo(expected.shape());
    assertClose(found.toFloatArray(), expected);
  }

  private static void assertClose(float[] found, Tensor expected) {
    double[] values = expected.toDoubles();
    assertThat(found).hasSize(values.length);
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      worst = Math.max(worst, Math.abs(found[i] - values[i]));
    }
    assertThat(worst).as("largest error of %s", expected).isLessThan(TOLERANCE);
  }
}
