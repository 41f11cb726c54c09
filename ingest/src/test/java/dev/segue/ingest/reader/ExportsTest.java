// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.ingest.reader.format.LogFormat;
import dev.segue.schemas.Feedback;
import dev.segue.schemas.PlayEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exports that services and programs give to a listener, in small. */
class ExportsTest {
  private static final Instant NOON = Instant.parse("2020-02-20T12:00:00Z");
  private static final LogOptions ANN = LogOptions.of("ann");

  private static final String LISTEN =
      "{\"listened_at\":1582200000,\"track_metadata\":{\"artist_name\":\"A\",\"track_name\":\"T\","
          + "\"mbid_mapping\":null}}";
  private static final String STREAM =
      "{\"endTime\":\"2020-02-20"
          + " 12:01\",\"artistName\":\"A\",\"trackName\":\"T\",\"msPlayed\":60000}";

  @TempDir Path folder;

  private final Rejects rejects = Rejects.counting();

  @ParameterizedTest
  @ValueSource(
      strings = {
        LISTEN,
        "[" + LISTEN + "]",
        "[" + STREAM + "]",
        "A,Album,T,20 Feb 2020 12:00",
        "uts,artist,track\n1582200000,A,T",
        "track_id;timestamp\nt;1582200000"
      })
  void asksForTheListenerWhereAnExportNamesNone(String text) throws IOException {
    assertThatThrownBy(() -> read(text, LogOptions.NONE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not name the listener; give --user NAME")
        .hasMessageNotContaining("header");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1}", "[{\"a\":1}]", "[1,2]", "{\n \"a\": [1]\n}", "[]", "{}"})
  void saysWhatJsonItReadsAndNothingOfAHeader(String text) throws IOException {
    assertThatThrownBy(() -> read(text, ANN))
        .isInstanceOf(IOException.class)
        .hasMessageNotContaining("header")
        .hasMessageMatching("(?s).*(none of the exports that are read|holds no record).*");
  }

  @Test
  void publishesWhatIsWholeOfAnArrayThatIsCutOff() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "[" + STREAM + "," + STREAM + ",{\"end");
    List<PlayEvent> plays = new ArrayList<>();
    try (ListeningLog log = ListeningLog.open(file, ANN, rejects)) {
      plays.add(log.next().orElseThrow());
      plays.add(log.next().orElseThrow());
      assertThatThrownBy(log::next).hasMessageContaining("ends early, as if cut off");
    }
    assertThat(plays).hasSize(2);
  }

  @Test
  void rejectsAnObjectThatIsTooLongWithoutEndingThere() throws IOException {
    String bomb = "{\"x\":[" + "1,".repeat(1 << 20) + "1]}";
    assertThat(read("[" + STREAM + "," + bomb + ",7," + STREAM + "]", ANN)).hasSize(2);
    assertThat(rejects.counts()).containsExactly(Map.entry("unreadable line", 2L));
  }

  @Test
  void findsTheFormatBehindABrokenFirstLine() throws IOException {
    assertThat(read("{broken\n" + LISTEN + "\n", ANN)).hasSize(1);
    assertThat(rejects.counts()).containsEntry("not JSON", 1L);
  }

  @Test
  void readsListenBrainzInLinesAndInAnArray() throws IOException {
    for (String text : List.of(LISTEN + "\n" + LISTEN, "[" + LISTEN + ",\n" + LISTEN + "]")) {
      assertThat(read(text, ANN))
          .hasSize(2)
          .allSatisfy(play -> assertPlay(play, "ann", "A - T", NOON));
    }
  }

  @Test
  void readsTheArchiveOfListenBrainzAndItsOwner() throws IOException {
    Path zip =
        zip(
            Map.of(
                "user.json",
                "{\"user_id\":1,\"username\":\"rob\"}",
                "feedback.jsonl",
                "{\"recording_mbid\":\"m\",\"score\":1}",
                "listens/2020/1.jsonl",
                LISTEN + "\n",
                "listens/2020/2.jsonl",
                LISTEN.replace("1582200000", "1582200001") + "\n"));
    List<PlayEvent> plays = read(zip, LogOptions.NONE);
    assertThat(plays).extracting(PlayEvent::getUserId).containsExactly("rob", "rob");
    assertThat(rejects.notes()).singleElement().asString().contains("feedback.jsonl");
    assertThat(read(zip, ANN)).extracting(PlayEvent::getUserId).containsExactly("ann", "ann");
  }

  @Test
  void refusesAnArchiveWithoutALog() throws IOException {
    Path zip = zip(Map.of("a.txt", "hello", "b.png", "x"));
    assertThatThrownBy(() -> read(zip, ANN))
        .hasMessageContaining("none of its members is a log that is read");
  }

  @Test
  void readsSpotifysExtendedHistory() throws IOException {
    String streams =
        """
        [
          {"ts": "2020-02-20T12:03:00Z", "username": "x", "ms_played": 180000,
           "master_metadata_track_name": "T", "master_metadata_album_artist_name": "A",
           "spotify_track_uri": "spotify:track:1", "reason_end": "trackdone", "skipped": null},
          {"ts": "2020-02-20T12:00:02Z", "username": "x", "ms_played": 2000,
           "spotify_track_uri": "spotify:track:2", "reason_end": "fwdbtn", "skipped": true},
          {"ts": "2020-02-20T12:00:02Z", "ms_played": 2000, "spotify_track_uri": null,
           "episode_name": "Talk"}
        ]
        """;
    List<PlayEvent> plays = read(streams, LogOptions.NONE);
    assertPlay(plays.get(0), "x", "spotify:track:1", NOON);
    assertThat(plays.get(0).getPlayedMs()).isEqualTo(180_000);
    assertThat(plays.get(0).getTrackMs()).isEqualTo(180_000);
    assertPlay(plays.get(1), "x", "spotify:track:2", NOON);
    assertThat(plays.get(1).getFeedback()).isEqualTo(Feedback.SKIP);
    assertThat(plays.get(1).getTrackMs()).isNull();
    assertThat(rejects.counts()).containsExactly(Map.entry("not music", 1L));
    assertThat(read(streams, ANN)).extracting(PlayEvent::getUserId).containsOnly("ann");
  }

  @Test
  void readsSpotifysShortHistory() throws IOException {
    List<PlayEvent> plays = read("[" + STREAM + "]", ANN);
    assertPlay(plays.get(0), "ann", "A - T", NOON);
    assertThat(plays.get(0).getPlayedMs()).isEqualTo(60_000);
  }

  @Test
  void readsTheColumnOrdersOfLastFmsExporters() throws IOException {
    assertPlay(
        only(
            """
            uts,utc_time,artist,artist_mbid,album,album_mbid,track,track_mbid
            "1582200000","20 Feb 2020, 12:00","A","","","","T",""
            """),
        "ann",
        "A - T",
        NOON);
    assertPlay(only("uts,artist,track,track_mbid\n1582200000,A,T,m-1\n"), "ann", "m-1", NOON);
    assertPlay(only("Artist,Album,Title,Date\nA,B,T,20 Feb 2020 12:00\n"), "ann", "A - T", NOON);
    assertPlay(only("A,B,T,20 Feb 2020 12:00\n"), "ann", "A - T", NOON);
    assertPlay(only("\"A, B\",,T,20 Feb 2020 12:00\n"), "ann", "A, B - T", NOON);
  }

  @Test
  void readsAppleMusicsPlayActivity() throws IOException {
    List<PlayEvent> plays =
        read(
            """
            "Album Name","End Reason Type","Event End Timestamp","Event Start Timestamp","Event Type",\
            "Media Duration In Milliseconds","Play Duration Milliseconds","Song Name"
            "B","NATURAL_END_OF_TRACK","2020-02-20T12:03:00Z","2020-02-20T12:00:00Z","PLAY_END",\
            "180000","180000","T"
            "B","TRACK_SKIPPED_FORWARDS","2020-02-20T12:00:01Z","2020-02-20T12:00:00Z","PLAY_END",\
            "180000","1000","T"
            "B","","","2020-02-20T12:00:00Z","LYRIC_DISPLAY","","","T"
            """,
            ANN);
    assertThat(plays).hasSize(2).allSatisfy(play -> assertPlay(play, "ann", "B - T", NOON));
    assertThat(plays).extracting(PlayEvent::getPlayedMs).containsExactly(180_000L, 1000L);
    assertThat(plays)
        .extracting(PlayEvent::getFeedback)
        .containsExactly(Feedback.NONE, Feedback.SKIP);
    assertThat(rejects.counts()).containsExactly(Map.entry("not the end of a play", 1L));
  }

  @Test
  void readsTheMusicOfAWatchHistory() throws IOException {
    List<PlayEvent> plays =
        read(
            """
            [{"header": "YouTube", "title": "Watched X", "time": "2020-02-20T12:00:00.000Z",
              "titleUrl": "https://www.youtube.com/watch?v=abcdefghijk"},
             {"header": "YouTube Music", "title": "Watched T", "time": "2020-02-20T12:00:00.000Z",
              "titleUrl": "https://music.youtube.com/watch?v=abcdefghijk",
              "subtitles": [{"name": "A - Topic"}]}]
            """,
            ANN);
    assertThat(plays).hasSize(1);
    assertPlay(plays.get(0), "ann", "youtube:abcdefghijk", NOON);
    assertThat(rejects.counts()).containsExactly(Map.entry("not music", 1L));
  }

  @Test
  void readsMaloja() throws IOException {
    PlayEvent play =
        only(
            """
            {"maloja": {"export_time": 1700000000},
             "scrobbles": [
              {"time": 1582200000, "track": {"artists": ["A", "B"], "title": "T", "album": null,
               "length": 180}, "duration": 100, "origin": "client:x"}]}
            """);
    assertPlay(play, "ann", "A, B - T", NOON);
    assertThat(play.getPlayedMs()).isEqualTo(100_000);
    assertThat(play.getTrackMs()).isEqualTo(180_000);
  }

  @Test
  void readsKoitoAndWhoseItIs() throws IOException {
    List<PlayEvent> plays =
        read(
            "{\"version\":\"1\",\"exported_at\":\"2025-01-01T00:00:00Z\",\"user\":\"eve\",\"listens\":["
                + "{\"listened_at\":\"2020-02-20T12:00:00Z\",\"track\":{\"mbid\":null,\"duration\":0,"
                + "\"aliases\":[{\"alias\":\"t\",\"is_primary\":false},"
                + "{\"alias\":\"T\",\"is_primary\":true}]},"
                + "\"artists\":[{\"aliases\":[{\"alias\":\"A\",\"is_primary\":true}]}]}]}",
            LogOptions.NONE);
    assertThat(plays).hasSize(1);
    assertPlay(plays.get(0), "eve", "A - T", NOON);
    assertThat(rejects.leftOut()).isEmpty();
  }

  @Test
  void readsRecBolesInteractions() throws IOException {
    PlayEvent play =
        read(
                """
                user_id:token\titem_id:token\trating:float\ttimestamp:float
                u\tt\t5.0\t1582200000
                """,
                LogOptions.NONE)
            .get(0);
    assertPlay(play, "u", "t", NOON);
  }

  @Test
  void readsSemicolons() throws IOException {
    assertPlay(
        read("user_id;track_id;timestamp\nu;\"t;1\";1582200000,0\n", LogOptions.NONE).get(0),
        "u",
        "t;1",
        NOON);
  }

  @Test
  void tellsTheFormatOfEach() throws IOException {
    Path file = Files.writeString(folder.resolve("log"), "[" + STREAM + "]");
    try (ListeningLog log = ListeningLog.open(file, ANN, rejects)) {
      assertThat(log.format()).isEqualTo(LogFormat.SPOTIFY);
    }
  }

  private static void assertPlay(PlayEvent play, String user, String track, Instant at) {
    assertThat(play.getUserId()).isEqualTo(user);
    assertThat(play.getTrackId()).isEqualTo(track);
    assertThat(play.getPlayedAt()).isEqualTo(at);
  }

  private PlayEvent only(String text) throws IOException {
    List<PlayEvent> plays = read(text, ANN);
    assertThat(plays).hasSize(1);
    return plays.get(0);
  }

  private List<PlayEvent> read(String text, LogOptions options) throws IOException {
    return read(Files.writeString(folder.resolve("log"), text), options);
  }

  private List<PlayEvent> read(Path file, LogOptions options) throws IOException {
    List<PlayEvent> plays = new ArrayList<>();
    try (ListeningLog log = ListeningLog.open(file, options, rejects)) {
      for (Optional<PlayEvent> play = log.next(); play.isPresent(); play = log.next()) {
        plays.add(play.get());
      }
    }
    return plays;
  }

  private Path zip(Map<String, String> members) throws IOException {
    Path file = folder.resolve("export.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> member : members.entrySet()) {
        out.putNextEntry(new ZipEntry(member.getKey()));
        out.write(member.getValue().getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return file;
  }
}
