// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/** Audio files of one tone each. */
public final class Tones {
  private static final int RATE = 22_050;

  private Tones() {}

  /** Writes a second of a tone. */
  public static Path write(Path file, double hertz) throws IOException {
    byte[] samples = new byte[RATE * 2];
    for (int i = 0; i < RATE; i++) {
      int value = (int) (12_000 * Math.sin(2 * Math.PI * hertz * i / RATE));
      samples[2 * i] = (byte) value;
      samples[2 * i + 1] = (byte) (value >> 8);
    }
    AudioFormat format = new AudioFormat(RATE, 16, 1, true, false);
    try (AudioInputStream stream =
        new AudioInputStream(new ByteArrayInputStream(samples), format, RATE)) {
      AudioSystem.write(stream, AudioFileFormat.Type.WAVE, file.toFile());
    }
    return file;
  }
}
