// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VectorsTest {
  @Test
  void refusesValuesWhoseProductsOverflow() {
    for (float value :
        new float[] {Float.NaN, Float.POSITIVE_INFINITY, 3e38f, (float) 2e15, -1.1e9f}) {
      assertThat(Vectors.problem(new float[] {1, value}))
          .hasValueSatisfying(
              problem ->
                  assertThat(problem)
                      .isEqualTo(
                          "the vector has "
                              + value
                              + " at place 1; values must be finite and within ±1.0E9"));
    }
  }

  @Test
  void refusesAVectorWithoutDirection() {
    for (float value : new float[] {0, -0.0f, Float.MIN_VALUE, 1e-20f}) {
      assertThat(Vectors.problem(new float[] {value, 0}))
          .hasValueSatisfying(problem -> assertThat(problem).contains("no direction"));
    }
  }

  @Test
  void refusesNoValuesAndTooMany() {
    assertThat(Vectors.problem(new float[0])).isPresent();
    float[] ones = new float[Vectors.MAX_DIMENSION + 1];
    Arrays.fill(ones, 1);
    assertThat(Vectors.problem(ones)).isPresent();
    assertThat(Vectors.problem(Arrays.copyOf(ones, Vectors.MAX_DIMENSION))).isEmpty();
  }

  @Test
  void productsOfUsableVectorsAreFinite() {
    float[] largest = new float[Vectors.MAX_DIMENSION];
    Arrays.fill(largest, 1e9f);
    assertThat(Vectors.problem(largest)).isEmpty();
    float dot = 0;
    for (float value : largest) {
      dot += value * value;
    }
    assertThat(dot).isFinite();
    assertThat(Vectors.problem(new float[] {1e-9f, 1e-9f})).isEmpty();
    float inverse = 1e9f;
    assertThat(inverse * inverse).isFinite();
  }

  @Test
  void namesTheTrackOfAnEmbeddingThatCannotBeUsed() {
    TrackEmbedding embedding =
        TrackEmbedding.newBuilder()
            .setTrackId("blue")
            .setBackbone("mfcc")
            .setRevision("1")
            .setDimension(1)
            .setVector(Vectors.encode(new float[] {3e38f}))
            .setAudioSha256("00")
            .setEmbeddedAt(Instant.EPOCH)
            .build();
    assertThatThrownBy(() -> Vectors.decode(embedding))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the embedding of blue cannot be used: the vector has 3.0E38");
  }
}
