// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextLimitsTest {
  // max.request.size of a producer and max.message.bytes of a topic, less the record's overhead.
  private static final int DEFAULT_RECORD_BYTES = 1_048_576 - 1024;

  @Test
  void refusesAContextThatIsTooLongInBytes() {
    PlayEvent play = play("ä".repeat(513));
    assertThat(Plays.problem(play, Instant.now())).contains("context is longer than 1024 bytes");
    assertThat(Plays.problem(play("ä".repeat(512)), Instant.now())).isEmpty();
    assertThat(Plays.problem(play("a".repeat(1_500_000)), Instant.now())).isPresent();
  }

  @Test
  void refusesATextThatIsNotUnicode() {
    assertThat(Plays.problem(play("\ud800"), Instant.now()))
        .contains("context contains half of a surrogate pair");
    assertThat(Plays.problem(play("🎵"), Instant.now())).isEmpty();
  }

  @Test
  void refusesEachTextOfATrackThatIsTooLong() {
    String name = "x".repeat(1025);
    assertThat(Tracks.problem(track().setTitle(name).build()).orElseThrow()).startsWith("title");
    assertThat(Tracks.problem(track().setAlbum(name).build()).orElseThrow()).startsWith("album");
    assertThat(Tracks.problem(track().setArtists(List.of("a", name)).build()).orElseThrow())
        .startsWith("artists[1]");
    assertThat(Tracks.problem(track().setTags(List.of("x".repeat(257))).build()).orElseThrow())
        .startsWith("tags[0]");
    assertThat(Tracks.problem(track().setLanguage(name).build()).orElseThrow())
        .startsWith("language");
    assertThat(Tracks.problem(track().setLyrics("x".repeat(400_000)).build()).orElseThrow())
        .startsWith("lyrics");
    assertThat(Tracks.problem(track().setAudioUri("x".repeat(5000)).build()).orElseThrow())
        .startsWith("audioUri");
  }

  @Test
  void refusesListsThatAreTooLong() {
    assertThat(Tracks.problem(track().setTags(Collections.nCopies(513, "t")).build()))
        .contains("tags has more than 512 entries");
    assertThat(Tracks.problem(track().setArtists(Collections.nCopies(129, "a")).build()))
        .contains("artists has more than 128 entries");
  }

  @Test
  void fitsTheLargestTrackInARecordOfKafkasDefaultSize() {
    String name = "x".repeat(Tracks.MAX_NAME_BYTES);
    Track largest =
        track()
            .setTrackId("i".repeat(Ids.MAX_BYTES))
            .setTitle(name)
            .setAlbum(name)
            .setArtists(Collections.nCopies(Tracks.MAX_ARTISTS, name))
            .setTags(Collections.nCopies(Tracks.MAX_TAGS, "t".repeat(Tracks.MAX_TAG_BYTES)))
            .setLanguage("l".repeat(64))
            .setLyrics("l".repeat(Tracks.MAX_LYRICS_BYTES))
            .setAudioUri("u".repeat(4096))
            .setAudioSha256("0".repeat(64))
            .build();
    assertThat(Tracks.problem(largest)).isEmpty();
    assertThat(Serdes.TRACK.toBytes(largest).length).isLessThan(DEFAULT_RECORD_BYTES);
  }

  private static PlayEvent play(String context) {
    return PlayEvent.newBuilder()
        .setEventId("e")
        .setUserId("u")
        .setTrackId("t")
        .setPlayedAt(Instant.ofEpochSecond(1_700_000_000))
        .setContext(context)
        .build();
  }

  private static Track.Builder track() {
    return Track.newBuilder().setTrackId("t");
  }
}
