// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes WAV files by hand, wrong ones too. */
public final class Wav {
  private static final int PCM = 1;
  private static final int FLOAT = 3;

  private final int rate;
  private final int channels;
  private long declaredDataBytes = -1;
  private long declaredRiffBytes = -1;

  private Wav(int rate, int channels) {
    this.rate = rate;
    this.channels = channels;
  }

  /** A file of this rate and so many channels. */
  public static Wav of(int rate, int channels) {
    return new Wav(rate, channels);
  }

  /** Lets the header lie about the length of the samples. */
  public Wav declaring(long dataBytes) {
    this.declaredDataBytes = dataBytes;
    return this;
  }

  /** Lets the header lie about the length of the file. */
  public Wav declaringRiff(long bytes) {
    this.declaredRiffBytes = bytes;
    return this;
  }

  /** Every channel plays the tone, as 16-bit integers. */
  public byte[] tone(double hertz, double seconds) {
    int frames = (int) (seconds * rate);
    ByteBuffer data = ByteBuffer.allocate(frames * channels * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < frames; i++) {
      for (int c = 0; c < channels; c++) {
        data.putShort((short) (16_384 * Math.sin(2 * Math.PI * hertz * i / rate)));
      }
    }
    return file(PCM, 16, data.array());
  }

  /** Interleaved samples as float32. */
  public byte[] floats(float... samples) {
    ByteBuffer data = ByteBuffer.allocate(samples.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    data.asFloatBuffer().put(samples);
    return file(FLOAT, 32, data.array());
  }

  private byte[] file(int format, int bits, byte[] data) {
    long length = declaredDataBytes >= 0 ? declaredDataBytes : data.length;
    int frameBytes = channels * bits / 8;
    ByteBuffer header = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    long riff = declaredRiffBytes >= 0 ? declaredRiffBytes : 36 + length;
    header.put(ascii("RIFF")).putInt((int) riff).put(ascii("WAVE"));
    header.put(ascii("fmt ")).putInt(16).putShort((short) format).putShort((short) channels);
    header.putInt(rate).putInt(rate * frameBytes).putShort((short) frameBytes);
    header.putShort((short) bits).put(ascii("data")).putInt((int) length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(header.array());
    out.writeBytes(data);
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
