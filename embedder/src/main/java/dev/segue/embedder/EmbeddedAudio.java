// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

/** What a backbone heard in one audio file. */
public final class EmbeddedAudio {
  private final String sha256;
  private final float[] vector;
  private final boolean cached;

  EmbeddedAudio(String sha256, float[] vector, boolean cached) {
    this.sha256 = sha256;
    this.vector = vector;
    this.cached = cached;
  }

  /** The SHA-256 of the file's bytes, lower-case hexadecimal. */
  public String sha256() {
    return sha256;
  }

  /** A copy of the vector, {@code [dimension]}, all finite. */
  public float[] vector() {
    return vector.clone();
  }

  /** Whether the vector was known before and the audio was not decoded. */
  public boolean cached() {
    return cached;
  }
}
