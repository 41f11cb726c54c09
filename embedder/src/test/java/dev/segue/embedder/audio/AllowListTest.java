// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;

import dev.segue.embedder.audio.AudioException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only what is on the list runs, whatever the file holds. */
class AllowListTest {
  @TempDir Path folder;

  private final AudioDecoder decoder = new AudioDecoder(DecodeLimits.STANDARD);

  @ParameterizedTest
  @CsvSource({
    "song.mka, wmav1, wmav1",
    "song.mka, wmav2, wmav2",
    "song.mka, ac3, ac3",
    "song.mka, eac3, eac3",
    "song.mka, dca, dts",
    "song.mka, truehd, truehd",
    "song.mka, tta, tta",
    "song.mka, real_144, ra_144",
    "song.wav, wmav2, wmav2",
    "song.wav, adpcm_yamaha, adpcm_yamaha",
    "song.mov, ac3, ac3",
    "song.mov, adpcm_ima_qt, adpcm_ima_qt",
    "song.caf, adpcm_ima_qt, adpcm_ima_qt",
    "song.m4a, ac3, ac3"
  })
  void refusesACodecThatIsNotOnTheListInAContainerThatIs(
      String name, String encoder, String codec) {
    Path song = folder.resolve(name);
    SongWriter.write(song, avcodec_find_encoder_by_name(encoder), 2);
    assertRefused(song, "the audio's codec is " + codec);
  }

  @Test
  void refusesACodecThatHidesInPcm() throws Exception {
    // IEC 61937: two sync words, then AC-3 (1) of 1536 sample pairs; ffmpeg looks for it in WAV.
    byte[] wav = Wav.of(48_000, 2).tone(0, 2);
    for (int burst = 44; burst + 8 < wav.length; burst += 4 * 1536) {
      byte[] sync = {0x72, (byte) 0xf8, 0x1f, 0x4e, 1, 0, 0, 0x10};
      System.arraycopy(sync, 0, wav, burst, sync.length);
    }
    assertRefused(Files.write(folder.resolve("spdif.wav"), wav), "ac3");
  }

  @ParameterizedTest
  @CsvSource({
    "song.avi, libmp3lame",
    "song.nut, flac",
    "song.au, pcm_s16be",
    "song.voc, pcm_u8",
    "song.ts, libmp3lame",
    "song.asf, libmp3lame",
    "song.flv, libmp3lame"
  })
  void refusesAContainerThatIsNotOnTheList(String name, String codec) {
    Path song = folder.resolve(name);
    SongWriter.write(song, avcodec_find_encoder_by_name(codec), 2);
    assertThat(song).isNotEmptyFile();
    assertRefused(song, "not in an audio format that is read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ffconcat version 1.0\nfile '%s'\n",
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n%s\n#EXT-X-ENDLIST\n",
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=%s\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n",
        "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\">"
            + "<Period><AdaptationSet mimeType=\"audio/mp4\"><Representation id=\"1\">"
            + "<BaseURL>%s</BaseURL></Representation></AdaptationSet></Period></MPD>",
        "[InternetShortcut]\nURL=file://%s\n"
      })
  void opensNoFileThatAnotherOneNames(String playlist) throws Exception {
    Path song = Files.write(folder.resolve("song.wav"), Wav.of(8000, 1).tone(440, 1));
    Path list = folder.resolve("list.mp3");
    Files.writeString(list, playlist.formatted(song), StandardCharsets.UTF_8);
    assertThatThrownBy(() -> decoder.decode(list, 8000, Clip.WHOLE))
        .isInstanceOf(AudioException.class);
  }

  @Test
  void decodesTheAudioBesideAPictureThatIsBroken() throws Exception {
    Path plain = folder.resolve("plain.mp3");
    SongWriter.write(plain, avcodec_find_encoder_by_name("libmp3lame"), 2);
    byte[] picture = "\0image/png\0\3\0\u0089PNG\r\n\u001a\nbroken".getBytes(ISO_8859_1);
    ByteArrayOutputStream song = new ByteArrayOutputStream();
    song.writeBytes(id3(picture));
    song.writeBytes(Files.readAllBytes(plain));
    Path file = Files.write(folder.resolve("cover.mp3"), song.toByteArray());
    assertThat(decoder.decode(file, 22_050, Clip.WHOLE).seconds()).isGreaterThan(1.9);
  }

  /** ID3v2.3 with one picture: a header of ten bytes, and another one of the frame. */
  private static byte[] id3(byte[] picture) {
    int size = 10 + picture.length;
    return ByteBuffer.allocate(10 + size)
        .put("ID3\3\0\0".getBytes(ISO_8859_1))
        .putInt((size >> 7) << 8 | (size & 0x7f))
        .put("APIC".getBytes(ISO_8859_1))
        .putInt(picture.length)
        .putShort((short) 0)
        .put(picture)
        .array();
  }

  private void assertRefused(Path song, String why) {
    assertThatThrownBy(() -> decoder.decode(song, 22_050, Clip.WHOLE))
        .as("%s", song)
        .isInstanceOfSatisfying(
            AudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE))
        .hasMessageContaining(why);
  }
}
