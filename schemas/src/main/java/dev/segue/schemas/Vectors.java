// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Embedding vectors as they travel: float32, little-endian. */
public final class Vectors {
  private Vectors() {}

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
   * @throws IllegalArgumentException if its length is not its dimension or a value is not finite
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
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        throw new IllegalArgumentException(
            "the embedding of " + embedding.getTrackId() + " holds a value that is not finite");
      }
    }
    return vector;
  }
}
