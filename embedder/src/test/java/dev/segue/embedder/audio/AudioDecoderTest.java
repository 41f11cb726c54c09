// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.embedder.audio.AudioException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioDecoderTest {
  private static final int RATE = 22_050;

  @TempDir Path folder;

  @Test
  void refusesAMissingFile() {
    assertRefused(folder.resolve("none.mp3"), Reason.MISSING);
  }

  @Test
  void refusesAnEmptyFile() throws Exception {
    assertRefused(file("empty.mp3", new byte[0]), Reason.EMPTY);
  }

  @Test
  void refusesAFolder() {
    assertRefused(folder, Reason.UNREADABLE);
  }

  @Test
  void refusesRandomBytes() throws Exception {
    byte[] bytes = new byte[100_000];
    new Random(1).nextBytes(bytes);
    assertRefused(file("random.ogg", bytes), Reason.UNREADABLE);
  }

  @Test
  void refusesATextNamedMp3() throws Exception {
    byte[] text =
        "Once upon a time there was no music. ".repeat(500).getBytes(StandardCharsets.UTF_8);
    Path file = file("story.mp3", text);
    assertThatThrownBy(() -> decode(file)).isInstanceOf(AudioException.class);
  }

  @Test
  void opensNoOtherFileForAPlaylist() throws Exception {
    Path song = file("song.wav", Wav.of(8000, 1).tone(440, 1));
    String concat = "ffconcat version 1.0\nfile '" + song + "'\n";
    assertRefused(
        file("list.ffconcat", concat.getBytes(StandardCharsets.UTF_8)), Reason.UNREADABLE);
    String hls = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n" + song + "\n#EXT-X-ENDLIST\n";
    assertRefused(file("list.m3u8", hls.getBytes(StandardCharsets.UTF_8)), Reason.UNREADABLE);
  }

  @ParameterizedTest
  @CsvSource({
    // The lengths of the RIFF chunk and of the samples; -1 is the right one.
    "0, -1",
    "4294967295, -1",
    "2147483647, -1",
    "100, -1",
    "10000000, -1",
    "-1, 0",
    "0, 0",
    "4294967295, 4294967295",
    "2147483647, 2147483640"
  })
  void hearsACompleteWavWhoseLengthIsWrong(long riff, long samples) throws Exception {
    byte[] wav = Wav.of(8000, 1).declaringRiff(riff).declaring(samples).tone(440, 2);
    Path file = Files.write(folder.resolve("streamed.wav"), wav);
    assertThat(new AudioDecoder(DecodeLimits.STANDARD).decode(file, 8000, Clip.WHOLE).seconds())
        .isCloseTo(2, within(0.01));
  }

  @Test
  void refusesATruncatedFile() throws Exception {
    byte[] whole = Wav.of(8000, 1).tone(440, 10);
    assertRefused(file("cut.wav", Arrays.copyOf(whole, whole.length / 3)), Reason.TRUNCATED);
    assertRefused(file("header.wav", Arrays.copyOf(whole, 44)), Reason.TRUNCATED);
  }

  @Test
  void refusesAFileWithoutASample() throws Exception {
    assertRefused(file("none.wav", Wav.of(8000, 1).floats()), Reason.NO_AUDIO);
  }

  @Test
  void refusesSamplesThatAreNotFinite() throws Exception {
    float[] samples = new float[8 * 9600];
    samples[5000] = Float.NaN;
    assertRefused(file("nan.wav", Wav.of(96_000, 8).floats(samples)), Reason.NOT_FINITE);
    samples[5000] = Float.POSITIVE_INFINITY;
    assertRefused(file("infinite.wav", Wav.of(96_000, 8).floats(samples)), Reason.NOT_FINITE);
  }

  @Test
  void refusesMoreChannelsThanTheLimit() throws Exception {
    assertRefused(file("nine.wav", Wav.of(8000, 9).tone(440, 1)), Reason.TOO_MANY_CHANNELS);
  }

  @Test
  void refusesASampleRateThatNoAudioHas() throws Exception {
    assertRefused(file("slow.wav", Wav.of(1, 1).floats(new float[100])), Reason.SAMPLE_RATE);
  }

  @Test
  void refusesTenHoursOfSilenceWithoutDecodingThem() throws Exception {
    byte[] second = Wav.of(8000, 1).declaring(36_000L * 16_000).tone(0, 1);
    Path file = file("night.wav", second);
    try (var bytes = new java.io.RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(44 + 36_000L * 16_000);
    }
    AudioDecoder decoder =
        new AudioDecoder(
            new DecodeLimits(Duration.ofMinutes(15), 8, Long.MAX_VALUE, Duration.ofMinutes(1)));
    assertThatThrownBy(() -> decoder.decode(file, RATE, Clip.WHOLE))
        .hasMessageContaining("36000.0 s long")
        .hasMessageContaining("900.0 s");
  }

  @Test
  void countsSamplesWhereTheHeaderSaysNothing() throws Exception {
    Path file = file("endless.wav", Wav.of(8000, 1).declaring(0xffffffffL).tone(440, 30));
    AudioDecoder decoder =
        new AudioDecoder(
            new DecodeLimits(Duration.ofSeconds(20), 8, Long.MAX_VALUE, Duration.ofMinutes(1)));
    assertThatThrownBy(() -> decoder.decode(file, RATE, Clip.WHOLE))
        .isInstanceOfSatisfying(
            AudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG));
  }

  @Test
  void refusesAFileWithMoreBytesThanTheLimit() throws Exception {
    Path file = file("large.wav", Wav.of(8000, 1).tone(440, 1));
    AudioDecoder decoder =
        new AudioDecoder(new DecodeLimits(Duration.ofMinutes(1), 8, 10_000, Duration.ofMinutes(1)));
    assertThatThrownBy(() -> decoder.decode(file, RATE, Clip.WHOLE))
        .hasMessageContaining("16044 bytes; the limit is 10000 (embedder.max-bytes)");
  }

  @Test
  void givesUpWhenItsTimeIsOver() throws Exception {
    Path file = file("long.wav", Wav.of(48_000, 2).tone(440, 60));
    AudioDecoder decoder =
        new AudioDecoder(
            new DecodeLimits(Duration.ofMinutes(2), 8, Long.MAX_VALUE, Duration.ofMillis(1)));
    assertThatThrownBy(() -> decoder.decode(file, RATE, Clip.WHOLE))
        .isInstanceOfSatisfying(
            AudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TIMED_OUT));
  }

  @Test
  void refusesLimitsThatAllowNothing() {
    assertThatThrownBy(() -> new DecodeLimits(Duration.ZERO, 8, 1, Duration.ofSeconds(1)))
        .hasMessageContaining("must be positive");
  }

  @Test
  void keepsTheSamplesOfAFileThatNeedsNoChange() throws Exception {
    float[] samples = {0, 0.25f, -0.5f, 1, -1, 0.125f};
    assertThat(decode(file("plain.wav", Wav.of(RATE, 1).floats(samples))).samples())
        .isEqualTo(samples);
  }

  @Test
  void averagesTheChannels() throws Exception {
    float[] stereo = {1, 0, 0.5f, 0.25f, -1, 1};
    assertThat(decode(file("stereo.wav", Wav.of(RATE, 2).floats(stereo))).samples())
        .containsExactly(new float[] {0.5f, 0.375f, 0}, within(1e-6f));
  }

  @Test
  void resamplesWithoutChangingLengthPitchOrLevel() throws Exception {
    for (int rate : new int[] {8000, 44_100, 48_000, 96_000}) {
      Waveform wave = decode(file(rate + ".wav", Wav.of(rate, 6).tone(440, 3)));
      assertThat(wave.seconds()).isCloseTo(3, within(0.01));
      float[] middle = Arrays.copyOfRange(wave.samples(), RATE, 2 * RATE);
      double power = 0;
      int crossings = 0;
      for (int i = 1; i < middle.length; i++) {
        power += middle[i] * middle[i] / middle.length;
        crossings += middle[i - 1] < 0 && middle[i] >= 0 ? 1 : 0;
      }
      assertThat(Math.sqrt(2 * power)).isCloseTo(0.5, within(0.01));
      assertThat(crossings).isBetween(439, 441);
    }
  }

  @Test
  void decodesOnlyTheBeginningWhereThatIsWanted() throws Exception {
    Path file = file("song.wav", Wav.of(44_100, 2).tone(440, 10));
    Waveform wave = decoder().decode(file, RATE, Clip.first(Duration.ofSeconds(2)));
    assertThat(wave.seconds()).isEqualTo(2);
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static AudioDecoder decoder() {
    return new AudioDecoder(DecodeLimits.STANDARD);
  }

  private static Waveform decode(Path file) throws AudioException {
    return decoder().decode(file, RATE, Clip.WHOLE);
  }

  private static void assertRefused(Path file, Reason reason) {
    assertThatThrownBy(() -> decode(file))
        .isInstanceOfSatisfying(
            AudioException.class, e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }
}
