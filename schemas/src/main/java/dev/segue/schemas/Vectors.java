// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Embedding vectors as they travel (float32, little-endian), and the one rule of what a usable one
 * is: 1 to {@value #MAX_DIMENSION} finite values within ±10^9, and a length (Euclidean norm) of at
 * least 10^-9. Every reader applies it, so that the same records give the same vectors everywhere.
 */
public final class Vectors {
  /** The most values; the largest published embedding of music has 4,800. */
  public static final int MAX_DIMENSION = 65_536;

  /** Squares of {@link #MAX_DIMENSION} such values add up to 6.6e22: far within a float32. */
  private static final float LIMIT = 1e9f;

  /**
   * A shorter vector has no direction, and the inverse of its length overflows in a float32
   * product. Silence is not that short: every backbone gives it a vector of its own.
   */
  private static final double SHORTEST = 1e-9;

  private Vectors() {}

  /** Why this vector cannot be used, for people; empty if it can. */
  public static Optional<String> problem(float[] vector) {
    if (vector.length == 0 || vector.length > MAX_DIMENSION) {
      return Optional.of(
          "the vector has %d values; it must have 1 to %d".formatted(vector.length, MAX_DIMENSION));
    }
    double squares = 0;
    for (int i = 0; i < vector.length; i++) {
      // Written so that NaN fails too.
      if (!(Math.abs(vector[i]) <= LIMIT)) {
        return Optional.of(
            "the vector has %s at place %d; values must be finite and within ±%s"
                .formatted(vector[i], i, LIMIT));
      }
      squares += (double) vector[i] * vector[i];
    }
    double length = Math.sqrt(squares);
    return length < SHORTEST
        ? Optional.of(
            "the vector has the length %s and so no direction; the length must be at least %s"
                .formatted(length, SHORTEST))
        : Optional.empty();
  }

  /**
   * Names the set that an embedding's vector belongs to: its revision and its dimension, such as
   * {@code mfcc104-v2/104}. Only vectors of one set are compared with each other.
   */
  public static String revision(TrackEmbedding embedding) {
    return revision(embedding.getRevision(), embedding.getDimension());
  }

  /** The same of a revision text and a dimension. */
  public static String revision(String revision, int dimension) {
    return revision + "/" + dimension;
  }

  /** The bytes of a vector. */
  public static ByteBuffer encode(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return bytes.order(ByteOrder.BIG_ENDIAN);
  }

  /**
   * The vector of an embedding.
   *
   * @throws IllegalArgumentException if its length is not its dimension or it has a {@link
   *     #problem}
   */
  public static float[] decode(TrackEmbedding embedding) {
    ByteBuffer bytes = embedding.getVector();
    if (bytes.remaining() != (long) embedding.getDimension() * Float.BYTES) {
      throw new IllegalArgumentException(
          "the embedding of "
              + embedding.getTrackId()
              + " says "
              + embedding.getDimension()
              + " values but holds "
              + bytes.remaining()
              + " bytes");
    }
    float[] vector = new float[embedding.getDimension()];
    bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(vector);
    problem(vector)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(
                  "the embedding of " + embedding.getTrackId() + " cannot be used: " + problem);
            });
    return vector;
  }
}
