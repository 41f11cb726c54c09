// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.embedder.backbone.AudioModel;
import dev.segue.nn.torch.FrozenNetwork;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A network of the wav2vec 2.0 family (Baevski et al. 2020) without its task heads. An embedding is
 * the mean over time of a hidden state, or of several with weights.
 */
public final class Wav2Vec2 implements AudioModel {
  private final Wav2Vec2Config config;
  private final Hearing hearing;
  private final FrozenNetwork network;

  private Wav2Vec2(Wav2Vec2Config config, Hearing hearing, FrozenNetwork network) {
    this.config = config;
    this.hearing = hearing;
    this.network = network;
  }

  /**
   * Makes it; the caller closes it.
   *
   * @param weights under their published names
   * @param mix of which states an embedding is made
   * @param precision of the large products
   */
  static Wav2Vec2 of(
      Wav2Vec2Config config, Hearing hearing, Weights weights, LayerMix mix, Precision precision) {
    return new Wav2Vec2(
        config,
        hearing,
        FrozenNetwork.of(
            new Wav2Vec2Weights(weights),
            Wav2Vec2Text.of(config, mix, precision),
            precision,
            Wav2Vec2Weights::large));
  }

  @Override
  public int sampleRate() {
    return hearing.sampleRate();
  }

  @Override
  public int dimension() {
    return config.hidden();
  }

  @Override
  public int shortest() {
    return Math.max(config.window(), hearing.shortest());
  }

  @Override
  public float[][] embed(float[][] samples) {
    try (NDManager scope = Torch.scope()) {
      float[] flat = network.call(scope, "embed", input(scope, samples)).get(0).toFloatArray();
      float[][] embeddings = new float[samples.length][];
      Arrays.setAll(
          embeddings,
          i -> Arrays.copyOfRange(flat, i * config.hidden(), (i + 1) * config.hidden()));
      return embeddings;
    }
  }

  /**
   * All hidden states.
   *
   * @param scope that they belong to
   * @param samples {@code [batch][samples]}
   * @return the input of the first layer and the output of each, {@code [batch, frames, hidden]}
   */
  public List<NDArray> hiddenStates(NDManager scope, float[][] samples) {
    return network.call(scope, "hidden_states", input(scope, samples));
  }

  /**
   * All hidden states of clips that are padded at their ends: frames of padding are not attended
   * to. What pads them is heard nevertheless where a network normalises over time.
   *
   * @param lengths of the clips without padding, in samples
   */
  public List<NDArray> hiddenStates(NDManager scope, float[][] samples, int... lengths) {
    float[][] padded = new float[samples.length][];
    Arrays.setAll(
        padded,
        i ->
            Arrays.copyOf(
                hearing.prepare(Arrays.copyOf(samples[i], lengths[i])), samples[i].length));
    int frames = config.frames(samples[0].length);
    float[] mask = new float[samples.length * frames];
    for (int i = 0; i < samples.length; i++) {
      Arrays.fill(mask, i * frames, i * frames + config.frames(lengths[i]), 1);
    }
    NDArray valid = scope.create(FloatBuffer.wrap(mask), new Shape(samples.length, frames));
    return network.call(scope, "masked_hidden_states", array(scope, padded), valid);
  }

  private NDArray input(NDManager scope, float[][] samples) {
    return array(scope, Arrays.stream(samples).map(hearing::prepare).toArray(float[][]::new));
  }

  private static NDArray array(NDManager scope, float[][] samples) {
    FloatBuffer flat = FloatBuffer.allocate(samples.length * samples[0].length);
    Arrays.stream(samples).forEach(flat::put);
    return scope.create(flat.flip(), new Shape(samples.length, samples[0].length));
  }

  @Override
  public void close() {
    network.close();
  }
}
