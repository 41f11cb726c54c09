// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicfm;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.dsp.LogMel;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** A folder of golden tensors and one of its files of weights. */
record MusicFmVariant(Path folder, String file) {
  MusicFmConfig config() throws IOException {
    return MusicFmConfig.of(new JsonMapper().readTree(folder.resolve("config.json").toFile()));
  }

  MusicFmStats stats() throws IOException {
    return MusicFmStats.read(MusicFmStats.beside(folder.resolve(file)).orElseThrow());
  }

  LogMel frontEnd() throws IOException {
    return MusicFmWeights.frontEnd(weights(0));
  }

  MusicFm model(int layer) throws IOException {
    return new MusicFm(
        config(),
        stats(),
        layer,
        frontEnd(),
        Weights.of(MusicFmWeights.withoutFrontEnd(weights(layer))),
        Precision.FLOAT32,
        OptionalInt.empty());
  }

  private Map<String, Tensor> weights(int layer) throws IOException {
    return MusicFmWeights.used(config(), layer).select(MusicFmWeights.read(folder.resolve(file)));
  }

  /** The input's clips. */
  float[][] audio() throws IOException {
    Tensor audio = Safetensors.open(folder.resolve("input.safetensors")).tensor("audio");
    int clips = Math.toIntExact(audio.shape().get(0));
    float[] all = audio.toFloats();
    float[][] samples = new float[clips][];
    int length = all.length / clips;
    for (int i = 0; i < clips; i++) {
      samples[i] = Arrays.copyOfRange(all, i * length, (i + 1) * length);
    }
    return samples;
  }

  /** All embeddings one after the other, as a user gets them. */
  float[] embed(boolean studyExact) throws IOException {
    float[][] audio = audio();
    Duration length = Duration.ofMillis(1000L * audio[0].length / MusicFmConfig.SAMPLE_RATE);
    BackboneOptions options =
        new BackboneOptions(
            folder,
            Optional.of(folder.resolve(file)),
            OptionalInt.empty(),
            studyExact,
            Optional.empty(),
            Optional.of(Clip.first(length)));
    try (Backbone backbone = MusicFmType.TYPE.open(options)) {
      float[][] vectors =
          backbone.embed(
              Stream.of(audio).map(clip -> new Waveform(clip, backbone.sampleRate())).toList());
      float[] all = new float[vectors.length * backbone.dimension()];
      for (int i = 0; i < vectors.length; i++) {
        System.arraycopy(vectors[i], 0, all, i * backbone.dimension(), backbone.dimension());
      }
      return all;
    }
  }

  NDArray array(NDManager scope, String name) throws IOException {
    Tensor tensor = expected(name);
    Shape shape = new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
    return scope.create(FloatBuffer.wrap(tensor.toFloats()), shape);
  }

  void assertClose(float[] actual, String name, double tolerance) throws IOException {
    float[] values = expected(name).toFloats();
    assertThat(actual).as(name).hasSameSizeAs(values);
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      double error = Math.abs(actual[i] - values[i]);
      worst = error <= worst ? worst : error;
    }
    assertThat(worst).as("largest error of %s", name).isLessThan(tolerance);
  }

  private Tensor expected(String name) throws IOException {
    return Safetensors.open(folder.resolve("expected.safetensors")).tensor(name);
  }

  @Override
  public String toString() {
    return folder.getFileName() + " " + file;
  }
}
