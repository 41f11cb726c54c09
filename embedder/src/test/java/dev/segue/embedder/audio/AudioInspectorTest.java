// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.embedder.audio.AudioInspector.Inspection;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AudioInspectorTest {
  @TempDir Path folder;

  private final AudioInspector inspector = new AudioInspector(Duration.ofMinutes(1));

  @Test
  void refusesWhatIsNoAudio() throws Exception {
    Path file = Files.write(folder.resolve("._a.mp3"), new byte[4096]);
    assertThatThrownBy(() -> inspector.inspect(file)).isInstanceOf(AudioException.class);
  }

  @Test
  void tellsRatesAndChannelsOfTheSameBytesApart() throws Exception {
    String low = wav(Wav.of(8000, 1)).packetsSha256();
    assertThat(wav(Wav.of(16_000, 1)).packetsSha256()).isNotEqualTo(low);
    assertThat(wav(Wav.of(8000, 2)).packetsSha256()).isNotEqualTo(low);
    assertThat(wav(Wav.of(8000, 1)).packetsSha256()).isEqualTo(low);
  }

  @ParameterizedTest
  @CsvSource({
    "mp3, libmp3lame, fltp",
    "ogg, libopus, flt",
    "oga, flac, s16",
    "flac, flac, s16",
    "wav, pcm_s16le, s16",
    "aiff, pcm_s16be, s16",
    "m4a, aac, fltp",
    "mka, flac, s16",
    "wv, wavpack, fltp"
  })
  void hashesTheSoundAndNotItsTags(String extension, String codec, String sampleFormat)
      throws Exception {
    Inspection plain = song("a." + extension, codec, sampleFormat, 440, Map.of());
    Inspection tagged =
        song(
            "b." + extension,
            codec,
            sampleFormat,
            440,
            Map.of("title", "Jóga", "artist", "Björk", "comment", "x".repeat(5000)));
    Inspection other = song("c." + extension, codec, sampleFormat, 441, Map.of());
    assertThat(tagged.packetsSha256()).isEqualTo(plain.packetsSha256()).hasSize(64);
    assertThat(other.packetsSha256()).isNotEqualTo(plain.packetsSha256());
    assertThat(tagged.tags()).containsEntry("title", "Jóga");
  }

  @Test
  void hashesNoTagBehindAnMp3() throws Exception {
    Inspection plain = song("a.mp3", "libmp3lame", "fltp", 440, Map.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Files.readAllBytes(folder.resolve("a.mp3")));
    bytes.writeBytes(Arrays.copyOf("TAGSome title".getBytes(StandardCharsets.ISO_8859_1), 128));
    Path tagged = Files.write(folder.resolve("b.mp3"), bytes.toByteArray());
    assertThat(inspector.inspect(tagged).packetsSha256()).isEqualTo(plain.packetsSha256());
  }

  private Inspection wav(Wav wav) throws Exception {
    return inspector.inspect(Files.write(folder.resolve("a.wav"), wav.floats(new float[16_000])));
  }

  private Inspection song(
      String name, String codec, String sampleFormat, double hertz, Map<String, String> tags)
      throws Exception {
    AVCodec encoder = avcodec_find_encoder_by_name(codec);
    assumeTrue(encoder != null && !encoder.isNull(), "ffmpeg was built without " + codec);
    Path song = folder.resolve(name);
    SongWriter.write(
        song, encoder, sampleFormat, time -> 0.5 * Math.sin(2 * Math.PI * hertz * time), 2, tags);
    return inspector.inspect(song);
  }
}
