// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;

import dev.segue.embedder.audio.AudioException.Reason;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The middle of files that tell the truth about their length, lie about it, or say nothing. */
class CentreTest {
  private static final int RATE = 22_050;
  private static final int SECONDS = 10;
  private static final Clip CLIP = Clip.centre(Duration.ofSeconds(2));

  @TempDir Path folder;

  private final AudioDecoder decoder = new AudioDecoder(DecodeLimits.STANDARD);

  @Test
  void refusesAFileThatEndsLongBeforeItsMiddle() throws Exception {
    Path song = flac();
    declare(song, 30 * 48_000L);
    assertThatThrownBy(() -> decoder.decode(song, RATE, CLIP))
        .isInstanceOfSatisfying(
            AudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TRUNCATED));
  }

  @ParameterizedTest
  @CsvSource({
    "song.flac, flac, s16",
    "song.wav, pcm_s16le, s16",
    "song.aiff, pcm_s16be, s16",
    "apple.m4a, alac, s16p",
    "song.mka, flac, s16"
  })
  void isTheMiddleOfTheFile(String name, String codec, String sampleFormat) throws Exception {
    assertMiddle(decoder.decode(ramp(name, codec, sampleFormat), RATE, CLIP), 5, 0.05);
  }

  @ParameterizedTest
  @CsvSource({
    "song.flac, flac, s16",
    "song.wav, pcm_s16le, s16",
    "song.aiff, pcm_s16be, s16",
    "song.mka, flac, s16"
  })
  void isTheSameToTheSampleWhetherTheFileIsEnteredOrReadFromItsBeginning(
      String name, String codec, String sampleFormat) throws Exception {
    Path song = folder.resolve(name);
    SongWriter.write(
        song,
        avcodec_find_encoder_by_name(codec),
        sampleFormat,
        time -> 0.4 * Math.sin(300 * time * time),
        SECONDS);
    for (int rate : new int[] {RATE, 24_000, 48_000}) {
      float[] whole = decoder.decode(song, rate, Clip.WHOLE).samples();
      float[] middle = decoder.decode(song, rate, CLIP).samples();
      int start = (whole.length - middle.length) / 2;
      // What is declared and what is decoded may differ by a sample after resampling.
      assertThat(IntStream.rangeClosed(start - 1, start + 1))
          .as("%s at %d Hz", name, rate)
          .anyMatch(place -> distance(middle, whole, place) < 1e-5);
    }
  }

  @Test
  void isTheMiddleOfWhatThereIsWhereTheHeaderSaysNothing() throws Exception {
    Path song = flac();
    declare(song, 0);
    assertMiddle(decoder.decode(song, RATE, CLIP), 5, 0.05);
  }

  @Test
  void isTheMiddleOfWhatThereIsWhereTheHeaderSaysLessThanTheClip() throws Exception {
    Path song = flac();
    declare(song, 48_000);
    assertMiddle(decoder.decode(song, RATE, CLIP), 5, 0.05);
  }

  @Test
  void takesTheHeadersWordForThePlaceWhereItUnderstates() throws Exception {
    Path song = flac();
    declare(song, 6 * 48_000L);
    assertMiddle(decoder.decode(song, RATE, CLIP), 3, 0.05);
  }

  @Test
  void isTheMiddleOfWhatThereIsWhereTheHeaderSaysALittleTooMuch() throws Exception {
    Path song = flac();
    declare(song, 10_500 * 48L);
    Clip most = Clip.centre(Duration.ofSeconds(9));
    Waveform wave = decoder.decode(song, RATE, most);
    assertThat(wave.seconds()).isEqualTo(9);
  }

  @Test
  void decodesNothingAfterTheMiddle() throws Exception {
    Path song = flac();
    byte[] bytes = Files.readAllBytes(song);
    // Without its last third the whole file is refused, its middle is not.
    Files.write(song, Arrays.copyOf(bytes, bytes.length * 2 / 3));
    assertThatThrownBy(() -> decoder.decode(song, RATE, Clip.WHOLE))
        .isInstanceOf(AudioException.class);
    assertThat(decoder.decode(song, RATE, CLIP).seconds()).isEqualTo(2);
  }

  @Test
  void isAllOfAFileThatIsShorterThanTheClip() throws Exception {
    Waveform wave = decoder.decode(flac(), RATE, Clip.centre(Duration.ofSeconds(30)));
    assertThat(wave.seconds()).isCloseTo(SECONDS, within(0.1));
  }

  /** The signal is its own clock: it rises by 0.05 a second. */
  private Path ramp(String name, String codec, String sampleFormat) {
    Path song = folder.resolve(name);
    SongWriter.write(
        song, avcodec_find_encoder_by_name(codec), sampleFormat, time -> 0.05 * time, SECONDS);
    return song;
  }

  private Path flac() {
    return ramp("song.flac", "flac", "s16");
  }

  private static double distance(float[] part, float[] whole, int place) {
    return IntStream.range(0, part.length)
        .mapToDouble(i -> Math.abs(part[i] - whole[place + i]))
        .max()
        .orElseThrow();
  }

  /** Sets the number of samples in a FLAC file's STREAMINFO: its last 36 bits before the MD5. */
  private static void declare(Path flac, long samples) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(flac.toFile(), "rw")) {
      file.seek(18);
      long word = file.readLong();
      file.seek(18);
      file.writeLong((word & ~0xF_FFFF_FFFFL) | samples);
    }
  }

  private static void assertMiddle(Waveform wave, double second, double tolerance) {
    assertThat(wave.seconds()).isEqualTo(2);
    assertThat(wave.samples()[RATE] / 0.05).isCloseTo(second, within(tolerance));
  }
}
