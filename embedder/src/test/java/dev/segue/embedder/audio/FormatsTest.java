// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.runtime.audio.AudioFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every format that is promised, written by ffmpeg's own encoders. */
class FormatsTest {
  private static final int RATE = 22_050;
  private static final int SECONDS = 5;
  private static final int MUTATIONS = 40;

  @TempDir Path folder;

  private final AudioDecoder decoder = new AudioDecoder(DecodeLimits.STANDARD);

  @ParameterizedTest
  @CsvSource({
    "song.mp3, libmp3lame, fltp",
    "song.ogg, libopus, flt",
    "song.oga, flac, s16",
    "song.flac, flac, s16",
    "song.wav, pcm_s16le, s16",
    "song.aiff, pcm_s16be, s16",
    "song.m4a, aac, fltp",
    "apple.m4a, alac, s16p",
    "song.aac, aac, fltp",
    "song.opus, libopus, flt",
    "song.mka, flac, s16",
    "song.wv, wavpack, fltp",
    "song.mp4, aac, fltp",
    "song.m4b, aac, fltp",
    "song.aif, pcm_s16be, s16",
    "song.aifc, pcm_s16be, s16",
    "song.caf, pcm_s16be, s16",
    "song.w64, pcm_s16le, s16",
    "song.mp2, mp2, s16",
    "song.webm, libopus, flt"
  })
  void decodesWhatItPromisesAndSurvivesItsMutations(String name, String codec, String sampleFormat)
      throws Exception {
    Path song = encode(name, codec, sampleFormat);
    Waveform waveform = decoder.decode(song, RATE, Clip.WHOLE);
    assertThat(waveform.seconds()).isCloseTo(SECONDS, within(0.15));
    assertThat(level(waveform)).isCloseTo(0.5, within(0.05));

    byte[] whole = Files.readAllBytes(song);
    Random random = new Random(5);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = whole.clone();
      for (int change = 0; change <= i; change++) {
        mutated[random.nextInt(whole.length)] = (byte) random.nextInt(256);
      }
      int length = i % 4 == 0 ? 1 + random.nextInt(whole.length) : whole.length;
      survives(Files.write(song, Arrays.copyOf(mutated, length)));
    }
  }

  @Test
  void coversEveryExtensionThatIsImported() throws Exception {
    CsvSource formats =
        FormatsTest.class
            .getDeclaredMethod(
                "decodesWhatItPromisesAndSurvivesItsMutations",
                String.class,
                String.class,
                String.class)
            .getAnnotation(CsvSource.class);
    assertThat(Arrays.stream(formats.value()).map(row -> row.replaceAll("^\\w+\\.|,.*", "")))
        .containsAll(AudioFormat.extensions());
  }

  @Test
  void knowsEveryContainerByItsName() {
    for (String demuxer : AudioFormat.demuxers().split(",", -1)) {
      assertThat(av_find_input_format(demuxer)).as(demuxer).isNotNull();
    }
  }

  private void survives(Path file) {
    survives(file, Clip.WHOLE);
    survives(file, Clip.centre(Duration.ofSeconds(1)));
  }

  private void survives(Path file, Clip clip) {
    try {
      assertThat(decoder.decode(file, RATE, clip).seconds()).isPositive();
    } catch (AudioException e) {
      assertThat(e.reason()).isNotNull();
    }
  }

  /** The tone's peak in the middle second, from its power. */
  private static double level(Waveform waveform) {
    double power = 0;
    for (int i = 2 * RATE; i < 3 * RATE; i++) {
      power += waveform.samples()[i] * waveform.samples()[i] / (double) RATE;
    }
    return Math.sqrt(2 * power);
  }

  private Path encode(String name, String codec, String sampleFormat) {
    AVCodec encoder = avcodec_find_encoder_by_name(codec);
    assumeTrue(encoder != null && !encoder.isNull(), "ffmpeg was built without " + codec);
    Path song = folder.resolve(name);
    SongWriter.write(song, encoder, sampleFormat, 440, SECONDS);
    return song;
  }
}
