// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/**
 * Moves every dimension of a vector to mean 0 and standard deviation 1.
 *
 * @param centre what is taken from each value
 * @param scale what the rest is divided by
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Standardiser(float[] centre, float[] scale) {
  /** As the item index has it. */
  private static final float LIMIT = (float) 1e15;

  /**
   * The largest standardised value. A vector that was part of the fit stays below the square root
   * of the number of vectors; what lies beyond is a later outlier, and is cut off so that layers
   * and products behind it stay finite.
   */
  private static final float LARGEST = 1e9f;

  private static final String CENTRE = "centre";
  private static final String SCALE = "scale";

  /** Leaves vectors as they are. */
  public static Standardiser identity(int dimension) {
    float[] ones = new float[dimension];
    Arrays.fill(ones, 1);
    return new Standardiser(new float[dimension], ones);
  }

  /**
   * Fits to these vectors; their order decides the last bits.
   *
   * @param vectors with finite values
   */
  public static Standardiser fit(int dimension, Collection<float[]> vectors) {
    return of(Moments.of(dimension, vectors));
  }

  private static Standardiser of(Moments moments) {
    int dimension = moments.mean().length;
    Standardiser fitted = identity(dimension);
    for (int i = 0; i < dimension; i++) {
      fitted.centre[i] = (float) moments.mean()[i];
      if (moments.deviation()[i] > 0) {
        fitted.scale[i] = (float) moments.deviation()[i];
      }
    }
    return fitted;
  }

  /** Fits to all vectors of a catalogue. */
  public static Standardiser fit(TrackVectors content) {
    return fit(content.dimension(), inOrder(content));
  }

  /**
   * Fits to these vectors if a few of their dimensions would decide every distance, and leaves
   * vectors as they are if not: statistics such as those of MFCC have scales that differ by many
   * powers of ten, embeddings of networks are better raw.
   *
   * <p>The measure is the participation ratio of the variances, {@code (sum v)^2 / sum v^2}: how
   * many dimensions of one variance would be as uneven. Below the square root of the dimension
   * vectors are standardised.
   *
   * @param vectors with finite values
   */
  public static Standardiser fitIfUneven(int dimension, Collection<float[]> vectors) {
    Moments moments = Moments.of(dimension, vectors);
    return moments.participation() < Math.sqrt(dimension) ? of(moments) : identity(dimension);
  }

  /** The same for all vectors of a catalogue. */
  public static Standardiser fitIfUneven(TrackVectors content) {
    return fitIfUneven(content.dimension(), inOrder(content));
  }

  /** By id, so that the sums do not depend on the order of the map. */
  private static Collection<float[]> inOrder(TrackVectors content) {
    return new TreeMap<>(content.byTrack()).values();
  }

  /**
   * Reads what {@link #tensors} made.
   *
   * @throws IOException if the file does not hold it
   */
  public static Standardiser read(Safetensors file) throws IOException {
    float[] centre = file.tensor(CENTRE).toFloats();
    float[] scale = file.tensor(SCALE).toFloats();
    if (centre.length == 0 || centre.length != scale.length) {
      throw new IOException("centre and scale differ in length or are empty");
    }
    return new Standardiser(centre, scale);
  }

  /**
   * Checks a vector that comes after the training.
   *
   * @throws IllegalArgumentException if it has another dimension, or a value that is not finite or
   *     is beyond ±10^15, where products would overflow
   */
  public void check(String trackId, float[] vector) {
    if (vector.length != dimension()) {
      throw new IllegalArgumentException(
          "the vector of %s has %d values where %d were expected"
              .formatted(trackId, vector.length, dimension()));
    }
    for (int i = 0; i < vector.length; i++) {
      // Written so that NaN fails too.
      if (!(Math.abs(vector[i]) <= LIMIT)) {
        throw new IllegalArgumentException(
            "the vector of %s has %s at place %d; values must be finite and within ±%s"
                .formatted(trackId, vector[i], i, LIMIT));
      }
    }
  }

  /** For a model's file. */
  public List<Tensor> tensors() {
    return List.of(Tensor.of(CENTRE, centre, dimension()), Tensor.of(SCALE, scale, dimension()));
  }

  /**
   * Checks that vectors are of the dimension that the model was trained on; none at all fit.
   *
   * @throws IllegalArgumentException if they are of another
   */
  public void requireDimension(TrackVectors content) {
    if (content.dimension() != 0 && content.dimension() != dimension()) {
      throw new IllegalArgumentException(
          "the model was trained on vectors of %d values and these have %d; use the backbone of the model"
              .formatted(dimension(), content.dimension()));
    }
  }

  /** The values in a vector. */
  public int dimension() {
    return centre.length;
  }

  /** The moved vector, as a copy; values beyond ±10^9 are cut off. */
  public float[] apply(float[] vector) {
    float[] out = new float[vector.length];
    for (int i = 0; i < out.length; i++) {
      float moved = (vector[i] - centre[i]) / scale[i];
      // What is no usable value to begin with is left for the check behind this.
      boolean usable = Math.abs(vector[i]) <= LARGEST;
      out[i] = usable ? Math.max(-LARGEST, Math.min(LARGEST, moved)) : moved;
    }
    return out;
  }
}
