// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever the bytes are, the process survives and either gets sound samples or a reason. */
class HostileAudioTest {
  private static final int RATE = 22_050;
  private static final int WAV_MUTATIONS = 300;
  private static final int MUTATIONS_A_FILE = 8;
  private static final DecodeLimits LIMITS =
      new DecodeLimits(Duration.ofMinutes(10), 8, 64 << 20, Duration.ofSeconds(20));

  @TempDir Path folder;

  private final AudioDecoder decoder = new AudioDecoder(LIMITS);
  private final Map<AudioException.Reason, Integer> refused =
      new EnumMap<>(AudioException.Reason.class);
  private int decoded;

  @Test
  void survivesHeadersThatLie() throws Exception {
    for (long length : new long[] {0, 1, 36_000L * 16_000, 0x7fff_fff0L, 0xffff_ffffL}) {
      for (int rate : new int[] {0, 1, 8000, 96_000, Integer.MAX_VALUE, -1}) {
        for (int channels : new int[] {0, 1, 8, 64, 65_535}) {
          byte[] bytes = Wav.of(rate, channels).declaring(length).floats(new float[4096]);
          attempt(bytes, "lie.wav");
        }
      }
    }
    assertThat(decoded).isPositive();
    assertThat(refused).isNotEmpty();
  }

  @Test
  void survivesMutatedWavs() throws Exception {
    byte[] whole = Wav.of(44_100, 2).tone(440, 0.5);
    Random random = new Random(7);
    for (int i = 0; i < WAV_MUTATIONS; i++) {
      attempt(mutate(whole, random, i % 3 == 0 ? 64 : whole.length), "mutated.wav");
    }
    assertThat(decoded).isPositive();
    assertThat(refused).isNotEmpty();
  }

  @Test
  void decodesRealMusicAndSurvivesItsMutations() throws Exception {
    Path music = Path.of(System.getProperty("segue.golden", "golden")).resolveSibling("audio");
    assumeTrue(Files.isDirectory(music), "there is no music in " + music);
    Random random = new Random(11);
    for (Path file : files(music)) {
      assertThat(decoder.decode(file, RATE, Clip.WHOLE).seconds()).as("%s", file).isPositive();
      byte[] bytes = Files.readAllBytes(file);
      byte[] beginning = Arrays.copyOf(bytes, Math.min(bytes.length, 200_000));
      for (int i = 0; i < MUTATIONS_A_FILE; i++) {
        attempt(mutate(beginning, random, i % 2 == 0 ? 5000 : beginning.length), "mutated.ogg");
      }
    }
    assertThat(refused).isNotEmpty();
  }

  private void attempt(byte[] bytes, String name) throws IOException {
    Path file = Files.write(folder.resolve(name), bytes);
    try {
      Waveform waveform = decoder.decode(file, RATE, Clip.WHOLE);
      assertThat(waveform.seconds()).isBetween(0.0, LIMITS.maxDuration().toSeconds() + 1.0);
      for (float sample : waveform.samples()) {
        if (!Float.isFinite(sample)) {
          throw new AssertionError("a sample is " + sample);
        }
      }
      decoded++;
    } catch (AudioException e) {
      assertThat(e).hasMessageNotContaining("null");
      refused.merge(e.reason(), 1, Integer::sum);
    }
  }

  /** Overwrites, cuts and repeats bytes; most changes fall into the first so many. */
  private static byte[] mutate(byte[] bytes, Random random, int area) {
    byte[] mutated = bytes.clone();
    int changes = 1 + random.nextInt(20);
    for (int i = 0; i < changes; i++) {
      mutated[random.nextInt(Math.min(area, mutated.length))] = (byte) random.nextInt(256);
    }
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(mutated, 1 + random.nextInt(mutated.length));
      case 1 -> repeatPart(mutated, random);
      default -> mutated;
    };
  }

  private static byte[] repeatPart(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int length = random.nextInt(Math.min(5000, bytes.length - from) + 1);
    byte[] longer = Arrays.copyOf(bytes, bytes.length + length);
    System.arraycopy(bytes, from, longer, bytes.length, length);
    return longer;
  }

  private static List<Path> files(Path music) throws IOException {
    try (Stream<Path> files = Files.walk(music)) {
      return files.filter(file -> file.toString().endsWith(".ogg")).sorted().toList();
    }
  }
}
