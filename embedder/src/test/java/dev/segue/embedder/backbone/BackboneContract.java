// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.audio.Waveform;
import dev.segue.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every backbone must do. */
public abstract class BackboneContract {
  private Backbone backbone;

  /** A new backbone; the contract closes it. */
  protected abstract Backbone open();

  @BeforeEach
  void openBackbone() {
    backbone = open();
  }

  @AfterEach
  void closeBackbone() {
    backbone.close();
  }

  @Test
  void refusesAudioOfAnotherSampleRate() {
    Waveform other = new Waveform(new float[100], backbone.sampleRate() + 1);
    assertThatThrownBy(() -> backbone.embed(List.of(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(backbone.sampleRate()));
  }

  @Test
  void hearsSilence() {
    assertSound(embed(new float[backbone.sampleRate()]));
  }

  @Test
  void hearsASingleSample() {
    assertSound(embed(new float[] {0.5f}));
  }

  @Test
  void hearsClipsThatAreShorterThanItsWindow() {
    for (int samples : new int[] {2, 100, backbone.sampleRate() / 50}) {
      assertSound(embed(noise(samples, 1)));
    }
  }

  @Test
  void staysFiniteOnTheLoudestAudio() {
    float[] square = new float[backbone.sampleRate()];
    for (int i = 0; i < square.length; i++) {
      square[i] = i / 50 % 2 == 0 ? 1 : -1;
    }
    assertSound(embed(square));
  }

  @Test
  void acceptsAnEmptyBatch() {
    assertThat(backbone.embed(List.of())).isEmpty();
  }

  @Test
  void givesTheSameVectorInABatchAsAlone() {
    List<Waveform> batch = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      batch.add(new Waveform(noise(3000 + 7000 * i, i), backbone.sampleRate()));
    }
    float[][] together = backbone.embed(batch);
    assertThat(together).hasNumberOfRows(4);
    for (int i = 0; i < 4; i++) {
      assertClose(together[i], backbone.embed(List.of(batch.get(i)))[0]);
    }
  }

  @Test
  void givesTheSameVectorEveryTime() {
    float[] samples = noise(20_000, 3);
    float[] first = embed(samples);
    assertThat(embed(samples.clone())).isEqualTo(first);
    try (Backbone again = open()) {
      assertThat(again.embed(List.of(new Waveform(samples, again.sampleRate())))[0])
          .isEqualTo(first);
      assertThat(again.revision()).isEqualTo(backbone.revision()).isNotBlank();
    }
  }

  @Test
  void tellsDifferentAudioApart() {
    assertThat(embed(noise(20_000, 1))).isNotEqualTo(embed(new float[20_000]));
  }

  @Test
  void hasANameThatMakesATopic() {
    assertThat(Topics.standard().trackEmbeddings(backbone.name()))
        .matches("[a-z0-9.-]+")
        .contains(backbone.name());
  }

  private float[] embed(float[] samples) {
    return backbone.embed(List.of(new Waveform(samples, backbone.sampleRate())))[0];
  }

  private void assertSound(float[] vector) {
    assertThat(vector).hasSize(backbone.dimension());
    for (float value : vector) {
      assertThat(value).isFinite();
    }
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .isCloseTo(
              expected[i],
              org.assertj.core.data.Offset.offset(1e-4 * Math.max(1, Math.abs(expected[i]))));
    }
  }

  private static float[] noise(int samples, long seed) {
    Random random = new Random(seed);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) (0.2 * random.nextGaussian());
    }
    return noise;
  }
}
