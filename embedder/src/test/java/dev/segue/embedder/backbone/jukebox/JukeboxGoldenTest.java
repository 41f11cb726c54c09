// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against tensors of the original code at small sizes, from the audio to the embedding, with the
 * tolerances that come with them.
 */
class JukeboxGoldenTest {
  private static final double TOLERANCE = 1e-4;

  @TempDir Path temporary;

  @TestFactory
  Stream<DynamicTest> agreesWithTheOriginal() throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"), "jukebox");
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> folders = Files.list(golden)) {
      for (Path variant :
          folders.filter(folder -> Files.exists(folder.resolve("config.json"))).toList()) {
        forms(variant)
            .forEach(
                (form, weights) ->
                    tests.add(
                        DynamicTest.dynamicTest(
                            variant.getFileName() + " " + form, () -> check(variant, weights))));
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  /** The folders or files of weights that a variant has, by their form. */
  private Map<String, Path> forms(Path variant) throws IOException {
    Map<String, Path> forms = new TreeMap<>();
    forms.put("safetensors", variant.resolve("weights.safetensors"));
    forms.put("zip", copy(variant, ".pth.tar"));
    forms.put("legacy", copy(variant, ".legacy.pth.tar"));
    return forms;
  }

  private Path copy(Path variant, String ending) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve(variant.getFileName() + ending));
    Files.copy(variant.resolve("config.json"), folder.resolve("config.json"));
    for (String name : List.of("vqvae", "prior_level_2")) {
      Files.copy(variant.resolve(name + ending), folder.resolve(name + ".pth.tar"));
    }
    return folder;
  }

  private static void check(Path variant, Path weights) throws IOException {
    JukeboxConfig config =
        JukeboxConfig.of(new JsonMapper().readTree(variant.resolve("config.json").toFile()));
    Safetensors input = Safetensors.open(variant.resolve("input.safetensors"));
    Safetensors expected = Safetensors.open(variant.resolve("expected.safetensors"));
    BackboneOptions options = BackboneOptions.in(variant).withWeights(weights);
    JukeboxFiles files = JukeboxFiles.find(options);
    try (VqVae vqvae =
            new VqVae(
                config,
                Weights.of(
                    VqVaeWeights.needed(config.vqvae())
                        .select(files.vqvae(), files.vqvaeTensors())));
        Backbone backbone = Backbones.type("jukebox").open(options)) {
      assertThat(input.names()).isNotEmpty();
      for (String name : input.names()) {
        float[] samples = input.tensor(name).toFloats();
        checkCodes(vqvae, samples, name, expected);
        checkStates(config, files, vqvae, samples, name, expected);
        float[] vector = backbone.embed(List.of(new Waveform(samples, backbone.sampleRate())))[0];
        assertClose(vector, expected.tensor(name + "/embedding"));
      }
    }
  }

  private static void checkCodes(VqVae vqvae, float[] samples, String name, Safetensors expected)
      throws IOException {
    assertClose(VqVae.levelled(samples), expected.tensor(name + "/normalised"));
    try (NDManager scope = Torch.scope()) {
      Tensor begun = expected.tensor(name + "/encoder2_level0");
      NDArray first = vqvae.call(scope, "first_stage", samples).get(0);
      assertClose(first.get("0, :, 0:" + begun.shape().get(1)).toFloatArray(), begun);
      List<NDArray> found = vqvae.call(scope, "codes", samples);
      assertThat(found.get(0).toLongArray()).isEqualTo(expected.tensor(name + "/codes").toLongs());
      assertClose(found.get(1).toFloatArray(), expected.tensor(name + "/encoder2_out"));
    }
  }

  private static void checkStates(
      JukeboxConfig config,
      JukeboxFiles files,
      VqVae vqvae,
      float[] samples,
      String name,
      Safetensors expected)
      throws IOException {
    for (int layer = 0; layer <= config.prior().depth(); layer++) {
      Map<String, Tensor> tensors =
          PriorWeights.needed(config, layer).select(files.prior(), files.priorTensors());
      try (Prior prior = new Prior(config, layer, tensors, Precision.FLOAT32);
          NDManager scope = Torch.scope()) {
        NDArray states = prior.states(scope, List.of(vqvae.codes(scope, samples))).get(0);
        String key = layer == 0 ? "/transformer_in" : "/layer" + layer;
        assertClose(states.toFloatArray(), expected.tensor(name + key));
      }
    }
  }

  private static void assertClose(float[] actual, Tensor expected) {
    float[] values = expected.toFloats();
    assertThat(actual).as("%s", expected).hasSameSizeAs(values);
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      worst = Math.max(worst, Math.abs(actual[i] - values[i]));
    }
    assertThat(worst).as("largest error of %s", expected).isLessThan(TOLERANCE);
  }
}
