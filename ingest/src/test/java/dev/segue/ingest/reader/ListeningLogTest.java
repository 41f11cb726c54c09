// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.ingest.reader.format.LogFormat;
import dev.segue.schemas.PlayEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningLogTest {
  private static final Instant NOON = Instant.parse("2020-02-20T12:00:00Z");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2", "xz", "zst"})
  void saysWhereATruncatedArchiveEnds(String packing) throws IOException {
    StringBuilder text = new StringBuilder(Logs.HEADER);
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < 60_000; i++) {
      text.append(random.nextLong()).append("\tt\t2020-02-20 12:00\n");
    }
    byte[] whole = Logs.packed(packing, text.toString());
    Path file = folder.resolve("log");
    Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
    assertThatThrownBy(() -> Logs.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot read " + file)
        .hasMessageContaining("after line");
  }

  @Test
  void refusesATableWithoutAHeader() throws IOException {
    Path file = Logs.write(folder, "1\t2\t2020-02-20 12:00\n");
    assertThatThrownBy(() -> Logs.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("user_id, track_id and timestamp")
        .hasMessageContaining("add the header");
  }

  @Test
  void namesTheColumnThatIsMissingWhenTheFormatIsGiven() throws IOException {
    Path file = Logs.write(folder, "user_id\tsong\ttimestamp\n");
    assertThatThrownBy(
            () -> ListeningLog.open(file, LogOptions.of(LogFormat.TSV), Rejects.counting()))
        .hasMessageContaining("no column track_id");
  }

  @Test
  void refusesAnEmptyFile() throws IOException {
    Path file = Logs.write(folder, "\n\n");
    assertThatThrownBy(() -> Logs.read(file)).hasMessageContaining("it is empty");
  }

  @Test
  void refusesUtf16() throws IOException {
    Path file = folder.resolve("log");
    Files.write(file, Logs.HEADER.getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> Logs.read(file)).hasMessageContaining("UTF-16");
  }

  @Test
  void saysWhatToDoWithAnArchiveItDoesNotUnpack() throws IOException {
    Path file = folder.resolve("log.7z");
    Files.write(file, new byte[] {'7', 'z', (byte) 0xBC, (byte) 0xAF, 0, 0, 0, 0});
    assertThatThrownBy(() -> Logs.read(file)).hasMessageContaining("7z archive; unpack");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2"})
  void givesWhatWasWholeOfAnArchiveThatIsCutOff(String packing) throws IOException {
    String rows = "u\tt\t2020-02-20 12:00\n".repeat(1000);
    byte[] whole = Logs.packed(packing, Logs.HEADER + rows);
    byte[] next = Logs.packed(packing, rows);
    byte[] cut = Arrays.copyOf(whole, whole.length + next.length / 2);
    System.arraycopy(next, 0, cut, whole.length, next.length / 2);
    Path file = Files.write(folder.resolve("log"), cut);
    int read = 0;
    try (ListeningLog log = ListeningLog.open(file, Rejects.counting())) {
      while (log.next().isPresent()) {
        read++;
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("cut off");
      assertThat(e).hasMessageContaining("after line");
    }
    assertThat(read).isGreaterThanOrEqualTo(1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2", "xz", "zst"})
  void saysThatAnArchiveOfAFewBytesIsCutOff(String packing) throws IOException {
    byte[] whole = Logs.packed(packing, Logs.HEADER + "u\tt\t2020-02-20 12:00\n");
    Path file = Files.write(folder.resolve("log"), Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> Logs.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot read " + file)
        .hasMessageNotContaining("null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gz", "bz2"})
  void readsAnArchiveThatBytesFollowAndSaysSo(String packing) throws IOException {
    byte[] whole = Logs.packed(packing, Logs.HEADER + "u\tt\t2020-02-20 12:00\n");
    Path file = Files.write(folder.resolve("log"), Arrays.copyOf(whole, whole.length + 512));
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(file, rejects)).hasSize(1);
    assertThat(rejects.notes()).singleElement().asString().contains("not read");
  }

  @Test
  void countsOnWhereRejectedRowsCannotBeKept() throws IOException {
    Path file = Logs.write(folder, Logs.HEADER + "u\tt\tno\nu\tt\t2020-02-20 12:00\nu\tt\tno\n");
    Rejects rejects = Rejects.to(folder.resolve("none").resolve("rejects.tsv"));
    assertThat(Logs.read(file, rejects)).hasSize(1);
    assertThat(rejects.total()).isEqualTo(2);
    assertThat(rejects.file()).isEmpty();
    assertThat(rejects.problem().orElseThrow()).contains("cannot be kept", "rejects.tsv");
  }

  @Test
  void rejectsALineThatNeverEndsWithoutHoldingIt() throws IOException {
    String bomb = "x".repeat(64 << 20);
    Path file = folder.resolve("log.gz");
    Files.write(file, Logs.packed("gz", Logs.HEADER + bomb + "\nu\tt\t2020-02-20T12:00:00Z\n"));
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(file, rejects)).hasSize(1);
    assertThat(rejects.counts()).containsEntry("unreadable line", 1L);
    assertThat(rejects.samples().get(0).detail()).contains("longer than 1048576 bytes");
  }

  @Test
  void keepsEveryBadRowInAFileAndGoesOn() throws IOException {
    Path file =
        Logs.write(
            folder,
            Logs.HEADER
                + "u\tt\tyesterday\n"
                + "u\tt\n"
                + "\tt\t2020-02-20 12:00\n"
                + "u\tt\t2020-02-20 12:00\n");
    Rejects rejects = Rejects.beside(file);
    assertThat(Logs.read(file, rejects)).hasSize(1);
    assertThat(rejects.total()).isEqualTo(3);
    assertThat(rejects.samples()).extracting(Rejects.Sample::line).containsExactly(2L, 3L, 4L);
    assertThat(Files.readAllLines(rejects.file().orElseThrow()))
        .hasSize(3)
        .first()
        .isEqualTo(
            "2\tunreadable time\t'yesterday' is not a time; write ISO-8601 such as"
                + " 2014-01-20T09:24:42Z, or epoch seconds or milliseconds\tu\tt\tyesterday");
  }

  @Test
  void rejectsARowFromTheFuture() throws IOException {
    Path file =
        Logs.write(folder, Logs.HEADER + "u\tt\t2190-01-01 12:00\n" + "u\tt\t2020-02-20 12:00\n");
    Rejects rejects = Rejects.beside(file);
    assertThat(Logs.read(file, rejects)).extracting(PlayEvent::getPlayedAt).containsExactly(NOON);
    assertThat(Files.readAllLines(rejects.file().orElseThrow()))
        .singleElement()
        .asString()
        .startsWith(
            "2\tnot a usable play\tplayedAt 2190-01-01T12:00:00Z is more than 24 hours ahead");
  }

  @Test
  void leavesNoRejectsFileOfAnEarlierRunBehind() throws IOException {
    Path file = Logs.write(folder, Logs.HEADER + "u\tt\t2020-02-20 12:00\n");
    Path stale = Files.writeString(folder.resolve("log.tsv.rejects.tsv"), "old");
    Rejects rejects = Rejects.beside(file);
    Logs.read(file, rejects);
    assertThat(rejects.file()).isEmpty();
    assertThat(stale).doesNotExist();
  }

  @Test
  void rejectsALineThatIsNotUtf8ButTakesAReplacementCharacter() throws IOException {
    byte[] latin1 =
        (Logs.HEADER + "J\u00f6rg\tt\t2020-02-20 12:00\n").getBytes(StandardCharsets.ISO_8859_1);
    Path file = folder.resolve("log");
    Files.write(file, latin1);
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(file, rejects)).isEmpty();
    assertThat(rejects.samples().get(0).detail()).isEqualTo("not UTF-8");

    Files.writeString(file, Logs.HEADER + "\uFFFD\tt\t2020-02-20 12:00\n");
    assertThat(Logs.read(file)).extracting(PlayEvent::getUserId).containsExactly("\uFFFD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"288000", "-1", "NaN", "nan", "NULL", "\\N", "4:00", "1e999", "four", "-Infinity"})
  void keepsAPlayWhoseDurationCannotBeUsed(String duration) throws IOException {
    Path file =
        Logs.write(
            folder, "user\ttrack\ttime\tplaytime\nu\tt\t2020-02-20 12:00\t" + duration + "\n");
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(file, rejects))
        .extracting(PlayEvent::getPlayedMs)
        .containsExactly((Long) null);
    assertThat(rejects.total()).isZero();
    assertThat(rejects.leftOut()).containsExactly(java.util.Map.entry("playedMs", 1L));
  }

  @Test
  void keepsAPlayWhoseContextIsTooLong() throws IOException {
    Path file =
        Logs.write(
            folder,
            "user\ttrack\ttime\tsession\nu\tt\t2020-02-20 12:00\t" + "s".repeat(300) + "\n");
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(file, rejects)).hasSize(1);
    assertThat(rejects.leftOut()).containsExactly(java.util.Map.entry("context", 1L));
  }

  @Test
  void countsNothingAsLeftOutOfARowThatIsRejected() throws IOException {
    Path file = Logs.write(folder, "user\ttrack\ttime\tplaytime\n\tt\t2020-02-20 12:00\t-1\n");
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(file, rejects)).isEmpty();
    assertThat(rejects.total()).isEqualTo(1);
    assertThat(rejects.leftOut()).isEmpty();
  }

  @Test
  void readsACellThatSpansLines() throws IOException {
    Path file =
        Logs.write(
            folder,
            String.join(
                "\r\n",
                "user_id,track_id,timestamp",
                "u,\"A",
                "",
                "\"\"B\"\", C\",1582200000",
                "u,D,1582200000",
                ""));
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(file, rejects))
        .extracting(PlayEvent::getTrackId)
        .containsExactly("A\n\n\"B\", C", "D");
    assertThat(rejects.total()).isZero();
  }

  @Test
  void losesOneRowToAStrayQuote() throws IOException {
    StringBuilder text = new StringBuilder("user_id,track_id,timestamp\nu,\"stray,1582200000\n");
    for (int i = 0; i < 250; i++) {
      text.append("u,t").append(i).append(",1582200000\n");
    }
    text.append("u,\"quoted\",1582200000\nu,\"stray too,1582200000\nu,last,1582200000\n");
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(Logs.write(folder, text.toString()), rejects)).hasSize(252);
    assertThat(rejects.counts()).containsExactly(java.util.Map.entry("broken quotes", 2L));
  }

  @Test
  void takesQuotesOffTsvCellsThatAreQuotedAsAWhole() throws IOException {
    Path file =
        Logs.write(
            folder,
            """
            user_id\ttrack_id\ttimestamp
            "u"\t"one"\t"1582200000"
            u\t"say ""hi""\"\t1582200000
            u\t"tab\tinside"\t1582200000
            u\t"Heroes" (live)\t1582200000
            u\t7" single\t1582200000
            u\t"the "best" of"\t1582200000
            """);
    assertThat(Logs.read(file))
        .extracting(PlayEvent::getTrackId)
        .containsExactly(
            "one",
            "say \"hi\"",
            "tab\tinside",
            "\"Heroes\" (live)",
            "7\" single",
            "\"the \"best\" of\"");
  }

  @Test
  void readsTsvUnderAQuotedHeader() throws IOException {
    Path file =
        Logs.write(
            folder,
            "\"user_id\"\t\"track_id\"\t\"timestamp\"\n\"u\"\t\"two\nlines\"\t1582200000\n");
    assertThat(Logs.read(file)).extracting(PlayEvent::getTrackId).containsExactly("two\nlines");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "gz", "bz2", "xz", "zst"})
  void readsMusic4AllOnionInEveryPacking(String packing) throws IOException {
    Path file = folder.resolve("userid_trackid_timestamp.tsv");
    Files.write(file, Logs.packed(packing, Logs.HEADER + "user_007\t1bT0vYxS\t2020-02-20 12:00\n"));
    assertThat(Logs.read(file))
        .extracting(PlayEvent::getUserId, PlayEvent::getTrackId, PlayEvent::getPlayedAt)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("user_007", "1bT0vYxS", NOON));
  }

  @Test
  void readsFilesPackedInSeveralPieces() throws IOException {
    byte[] first = Logs.packed("gz", Logs.HEADER + "u\tt\t2020-02-20 12:00\n");
    byte[] second = Logs.packed("gz", "u\tt2\t2020-02-20 12:01\n");
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Path file = folder.resolve("log.gz");
    Files.write(file, both);
    assertThat(Logs.read(file)).hasSize(2);
  }

  @Test
  void readsTheColumnsOf30Music() throws IOException {
    Path file =
        Logs.write(
            folder,
            """
            user_id\ttrack_id\ttimestamp\tplaytime_s\tsession_id
            5879\t4666\t2014-01-20 09:24:42\t288\t1625958
            """);
    PlayEvent play = Logs.read(file).get(0);
    assertThat(play.getPlayedAt()).isEqualTo(Instant.parse("2014-01-20T09:24:42Z"));
    assertThat(play.getPlayedMs()).isEqualTo(288_000);
    assertThat(play.getContext()).isEqualTo("1625958");
  }

  @Test
  void readsQuotedCsvWithByteOrderMarkAndWindowsLineEnds() throws IOException {
    Path file =
        Logs.write(
            folder,
            "\uFEFFUserID,Item,TS,duration_ms\r\n\"a,\"\"b\"\"\",t,1582200000,200000\r\n"
                + "c,\"un\"quoted,1582200000,1\r\nd,t,1582200000000,\r\n");
    Rejects rejects = Rejects.counting();
    List<PlayEvent> plays = Logs.read(file, rejects);
    assertThat(plays).extracting(PlayEvent::getUserId).containsExactly("a,\"b\"", "d");
    assertThat(plays).extracting(PlayEvent::getPlayedAt).containsOnly(NOON);
    assertThat(plays).extracting(PlayEvent::getTrackMs).containsExactly(200_000L, null);
    assertThat(rejects.counts()).containsEntry("broken quotes", 1L);
  }

  @Test
  void readsLastFm1kAndNamesTracksWithoutMbid() throws IOException {
    Path file =
        Logs.write(
            folder,
            """
            user_1\t2020-02-20T12:00:00Z\tmbid-a\tBj\u00f6rk\tmbid-t\tHunter
            user_1\t2020-02-20T12:00:00Z\t\tNobody "Q\t\tLost
            user_1\t2020-02-20T12:00:00Z\t\t\t\t
            broken line
            """);
    Rejects rejects = Rejects.counting();
    assertThat(Logs.read(file, rejects))
        .extracting(PlayEvent::getTrackId)
        .containsExactly("mbid-t", "Nobody \"Q - Lost");
    assertThat(rejects.counts())
        .containsEntry("no track", 1L)
        .containsEntry("wrong number of columns", 1L);
  }

  @Test
  void readsListenBrainz() throws IOException {
    Path file =
        Logs.write(
            folder,
            """
            {"user_name":"rob","listened_at":1582200000,"track_metadata":{"artist_name":"A",\
            "track_name":"T","additional_info":{"recording_mbid":"m","duration_ms":180000}}}
            {"user_id":7,"timestamp":1582200000,\
            "track_metadata":{"artist_name":"A","track_name":"T"}}
            {"user_id":7,
            {"user_id":7,"listened_at":1582200000,"track_metadata":{}}
            """);
    Rejects rejects = Rejects.counting();
    List<PlayEvent> plays = Logs.read(file, rejects);
    assertThat(plays).extracting(PlayEvent::getUserId).containsExactly("rob", "7");
    assertThat(plays).extracting(PlayEvent::getTrackId).containsExactly("m", "A - T");
    assertThat(plays).extracting(PlayEvent::getPlayedAt).containsOnly(NOON);
    assertThat(plays.get(0).getTrackMs()).isEqualTo(180_000);
    assertThat(rejects.counts()).containsEntry("not JSON", 1L).containsEntry("no track", 1L);
  }

  @Test
  void givesTheSameEventIdsWhateverTheOrderAndDifferentOnesToRepeats() throws IOException {
    String a = "u\ta\t2020-02-20 12:00\n";
    String b = "u\tb\t2020-02-20 12:00\n";
    List<String> first = ids(Logs.HEADER + a + a + b);
    List<String> second = ids(Logs.HEADER + b + a + a);
    assertThat(first).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(second);
  }

  private List<String> ids(String text) throws IOException {
    return Logs.read(Logs.write(folder, text)).stream().map(PlayEvent::getEventId).toList();
  }
}
