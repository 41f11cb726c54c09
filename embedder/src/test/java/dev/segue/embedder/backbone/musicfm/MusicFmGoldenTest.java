// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.embedder.dsp.LogMel;
import dev.segue.nn.torch.Torch;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Against tensors that the original code made with random weights. The tolerances are those that
 * come with them.
 */
class MusicFmGoldenTest {
  private static final double TOLERANCE = 1e-4;
  private static final double TOLERANCE_DB = 5e-3;

  private interface Check {
    void run(MusicFmVariant variant) throws IOException;
  }

  @TestFactory
  Stream<DynamicTest> hearsTheSameSpectra() throws IOException {
    return tests(MusicFmGoldenTest::checkSpectra);
  }

  @TestFactory
  Stream<DynamicTest> computesTheSameTokens() throws IOException {
    return tests(MusicFmGoldenTest::checkTokens);
  }

  @TestFactory
  Stream<DynamicTest> computesTheSamePartsOfALayer() throws IOException {
    return tests(MusicFmGoldenTest::checkParts);
  }

  @TestFactory
  Stream<DynamicTest> computesTheSameHiddenStates() throws IOException {
    return tests(MusicFmGoldenTest::checkHiddenStates);
  }

  @TestFactory
  Stream<DynamicTest> embedsTheSame() throws IOException {
    return tests(
        variant -> {
          variant.assertClose(variant.embed(false), "embedding_time_mean", TOLERANCE);
          variant.assertClose(variant.embed(true), "embedding_study_mean_last_axis", TOLERANCE);
        });
  }

  private static void checkSpectra(MusicFmVariant variant) throws IOException {
    try (MusicFm model = variant.model(0);
        NDManager scope = Torch.scope()) {
      LogMel frontEnd = variant.frontEnd();
      double deviation = variant.stats().deviation();
      NDArray spectra = spectra(scope, frontEnd, variant.audio());
      variant.assertClose(turned(spectra), "mel_db", TOLERANCE_DB);
      NDArray normal = model.call(scope, "normalise", spectra).get(0);
      variant.assertClose(turned(normal), "mel_norm", TOLERANCE_DB / deviation);
    }
  }

  private static void checkTokens(MusicFmVariant variant) throws IOException {
    try (MusicFm model = variant.model(0);
        NDManager scope = Torch.scope()) {
      NDArray spectra = spectra(scope, variant.frontEnd(), variant.audio());
      NDArray first = model.call(scope, "normalise", spectra).get(0).get(0);
      NDArray block = model.call(scope, "block_0", first.transpose().expandDims(2)).get(0);
      float[] image = block.transpose(2, 0, 1).toFloatArray();
      variant.assertClose(image, "conv2d_out_block0", TOLERANCE);
      NDArray tokens = model.call(scope, "subsample", spectra).get(0);
      variant.assertClose(tokens.toFloatArray(), "conv_out", TOLERANCE);
    }
  }

  private static void checkParts(MusicFmVariant variant) throws IOException {
    try (MusicFm model = variant.model(1);
        NDManager scope = Torch.scope()) {
      NDArray tokens = variant.array(scope, "hidden_states/0");
      List<NDArray> rotary = model.call(scope, "rotary", tokens);
      float[] both = concat(rotary.get(0).toFloatArray(), rotary.get(1).toFloatArray());
      variant.assertClose(both, "rotary", TOLERANCE);
      NDArray y = model.call(scope, "ffn1_0", tokens).get(0);
      variant.assertClose(y.toFloatArray(), "layer0/after_ffn1", TOLERANCE);
      y = model.call(scope, "attention_0", y, rotary.get(0), rotary.get(1)).get(0);
      variant.assertClose(y.toFloatArray(), "layer0/after_attn", TOLERANCE);
      y = model.call(scope, "convolution_0", y).get(0);
      variant.assertClose(y.toFloatArray(), "layer0/after_conv", TOLERANCE);
    }
  }

  private static void checkHiddenStates(MusicFmVariant variant) throws IOException {
    for (int layer = 0; layer <= variant.config().depth(); layer++) {
      try (MusicFm model = variant.model(layer);
          NDManager scope = Torch.scope()) {
        NDArray spectra = spectra(scope, variant.frontEnd(), variant.audio());
        NDArray tokens = model.call(scope, "subsample", spectra).get(0);
        float[] state = model.call(scope, "encode", tokens).get(0).toFloatArray();
        variant.assertClose(state, "hidden_states/" + layer, TOLERANCE);
      }
    }
  }

  /** Every variant, in the original form and as safetensors. */
  private static Stream<DynamicTest> tests(Check check) throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"), "musicfm");
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    List<Path> folders;
    try (Stream<Path> all = Files.list(golden)) {
      folders = all.filter(folder -> Files.exists(folder.resolve("config.json"))).toList();
    }
    assertThat(folders).isNotEmpty();
    return folders.stream()
        .flatMap(
            folder ->
                Stream.of("pretrained.pt", "weights.safetensors")
                    .map(file -> new MusicFmVariant(folder, file)))
        .map(variant -> DynamicTest.dynamicTest(variant.toString(), () -> check.run(variant)));
  }

  private static NDArray spectra(NDManager scope, LogMel frontEnd, float[][] audio) {
    int frames = frontEnd.frames(audio[0].length);
    float[] all = new float[0];
    for (float[] samples : audio) {
      all = concat(all, frontEnd.decibels(samples));
    }
    return scope.create(FloatBuffer.wrap(all), new Shape(audio.length, frames, frontEnd.mels()));
  }

  private static float[] turned(NDArray spectra) {
    return spectra.transpose(0, 2, 1).toFloatArray();
  }

  private static float[] concat(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
