// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** RIFF WAVE files of 16-bit mono PCM. */
final class Wav {
  private static final int HEADER_BYTES = 44;
  private static final int FORMAT_BYTES = 16;
  private static final short PCM = 1;
  private static final short MONO = 1;
  private static final int SAMPLE_BYTES = 2;

  private Wav() {}

  /** The file of a signal between -1 and 1; what lies beyond is clipped. */
  static byte[] encode(float[] sound, int rate) {
    int data = sound.length * SAMPLE_BYTES;
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + data).order(ByteOrder.LITTLE_ENDIAN);
    put(out, "RIFF").putInt(HEADER_BYTES - 8 + data);
    put(put(out, "WAVE"), "fmt ").putInt(FORMAT_BYTES);
    out.putShort(PCM).putShort(MONO).putInt(rate).putInt(rate * SAMPLE_BYTES);
    out.putShort((short) SAMPLE_BYTES).putShort((short) (SAMPLE_BYTES * 8));
    put(out, "data").putInt(data);
    for (float value : sound) {
      out.putShort((short) Math.round(Math.max(-1f, Math.min(1f, value)) * Short.MAX_VALUE));
    }
    return out.array();
  }

  /** How long a file of this size sounds, ms. */
  static long millis(long bytes, int rate) {
    return (bytes - HEADER_BYTES) * 1000 / (SAMPLE_BYTES * (long) rate);
  }

  private static ByteBuffer put(ByteBuffer out, String name) {
    return out.put(name.getBytes(StandardCharsets.US_ASCII));
  }
}
