// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.erasure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Small audio files. */
final class Tone {
  private static final int RATE = 22_050;
  private static final int SECONDS = 2;

  private Tone() {}

  /** Two seconds of a chord whose pitches depend on a number. */
  static byte[] wav(int number) throws IOException {
    byte[] samples = new byte[RATE * SECONDS * 2];
    for (int i = 0; i < RATE * SECONDS; i++) {
      double time = (double) i / RATE;
      double value =
          Math.sin(2 * Math.PI * 220 * number * time) + Math.sin(2 * Math.PI * 331 * number * time);
      short sample = (short) (8000 * value);
      samples[2 * i] = (byte) sample;
      samples[2 * i + 1] = (byte) (sample >> 8);
    }
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length / 2),
        AudioFileFormat.Type.WAVE,
        out);
    return out.toByteArray();
  }
}
