// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.PublishException;
import dev.segue.ingest.publish.TestProducers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportsTest {
  @TempDir Path folder;
  @TempDir Path storeFolder;

  private final MockProducer<String, byte[]> producer = TestProducers.willing();
  private ObjectStore store;
  private AudioFolderImport folders;

  @BeforeEach
  void open() throws IOException {
    store = ObjectStore.at(storeFolder);
    folders = importing(List.of());
  }

  private AudioFolderImport importing(List<Track> known) {
    return new AudioFolderImport(
        new AudioImport(store, new TrackPublisher(producer, Topics.standard()), Progress.SILENT),
        ImportsTest::inspect,
        KnownTracks.of(known, store, ImportsTest::inspect, Progress.SILENT));
  }

  /** A file of these tests holds a title, a bar, and what sounds; noise is no audio. */
  private static AudioInspection.Audio inspect(Path file) throws IOException {
    String text = Files.readString(file);
    int bar = text.indexOf('|');
    String sound = text.substring(bar + 1);
    if (sound.startsWith("noise")) {
      throw new IOException("the file is not in an audio format that is read");
    }
    return new AudioInspection.Audio(
        sha256(sound), bar < 0 ? Map.of() : Map.of("title", text.substring(0, bar)));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void saysHowToGoOnWhenTheBrokerFails() throws IOException {
    file("a.wav", "x");
    producer.sendException = new TimeoutException("away");
    assertThatThrownBy(() -> folders.run(folder))
        .isInstanceOf(PublishException.class)
        .hasMessageContaining("away")
        .hasMessageContaining("Run the same command again");
  }

  @Test
  void refusesAFolderThatIsNone() {
    assertThatThrownBy(() -> folders.run(folder.resolve("none")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not a folder");
  }

  @Test
  void reportsAnEmptyFileAndGoesOn() throws IOException {
    file("a.wav", "");
    file("b.wav", "x");
    var report = folders.run(folder);
    assertThat(report.published()).isEqualTo(1);
    assertThat(report.failures()).singleElement().asString().contains("a.wav", "empty");
    assertThat(tracks()).hasSize(1);
  }

  @Test
  void turnsFoldersAndNamesIntoMetadata() throws IOException {
    file("Jazz/Blue Hour/01 - Some One - First_Light.MP3", "sound");
    file("Jazz/Blue Hour/cover.jpg", "picture");
    var report = folders.run(folder);
    assertThat(report.published()).isEqualTo(1);
    assertThat(report.skipped()).containsExactly(Map.entry(".jpg", 1L));
    Track track = tracks().get(0);
    assertThat(track.getTrackId()).isEqualTo(sha256("sound").substring(0, 32));
    assertThat(track.getTitle()).isEqualTo("First Light");
    assertThat(track.getArtists()).containsExactly("Some One");
    assertThat(track.getAlbum()).isEqualTo("Blue Hour");
    assertThat(track.getTags()).containsExactly("Jazz", "Blue Hour");
    assertThat(store.resolve(track.getAudioUri())).hasContent("sound");
    assertThat(track.getAudioUri()).endsWith(track.getAudioSha256() + ".mp3");
  }

  @Test
  void reportsWhatIsNoAudioWithoutStoringIt() throws IOException {
    file("a.mp3", "noise");
    file("b.mp3", "x");
    var report = folders.run(folder);
    assertThat(report.failures()).singleElement().asString().contains("a.mp3: the file is not in");
    assertThat(tracks()).hasSize(1);
    try (var objects = Files.walk(storeFolder)) {
      assertThat(objects.filter(Files::isRegularFile)).hasSize(1);
    }
  }

  @Test
  void passesOverHiddenFilesAndFoldersOfSystems() throws IOException {
    for (String name :
        List.of(
            "._a.mp3",
            ".hidden.mp3",
            ".Trash-1000/files/deleted.mp3",
            "@eaDir/a.mp3/SYNOAUDIO.mp3",
            "lost+found/a.mp3",
            "System Volume Information/a.mp3",
            "$RECYCLE.BIN/a.mp3",
            "video.wma",
            "x/a.ape")) {
      file(name, name);
    }
    file("x/a.M4B", "x");
    var report = folders.run(folder);
    assertThat(tracks()).hasSize(1);
    assertThat(report.failures()).isEmpty();
    assertThat(report.skipped()).containsEntry(".wma", 1L).containsEntry(".ape", 1L);
    assertThat(report.skipped()).containsEntry("hidden", 7L);
  }

  @Test
  void namesAFolderThatCannotBeReadAndImportsTheRest() throws IOException {
    file("a.mp3", "a");
    file("closed/b.mp3", "b");
    file("z/c.mp3", "c");
    Path closed = folder.resolve("closed");
    assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      assumeFalse(Files.isReadable(closed), "runs as a user who may read everything");
      var report = folders.run(folder);
      assertThat(report.published()).isEqualTo(2);
      assertThat(report.failures())
          .singleElement()
          .asString()
          .isEqualTo(closed + ": permission denied");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void namesAFileThatHoldsTheAudioOfAnother() throws IOException {
    file("a.mp3", "One|sound");
    file("b/a.mp3", "Two|sound");
    var report = folders.run(folder);
    assertThat(report.published()).isEqualTo(1);
    assertThat(report.duplicates())
        .singleElement()
        .asString()
        .isEqualTo(
            folder.resolve("b/a.mp3") + " holds the same audio as " + folder.resolve("a.mp3"));
    assertThat(tracks()).extracting(Track::getTitle).containsExactly("One");
  }

  @Test
  void givesFilesWhoseNamesCollideIdsOfTheirOwn() throws IOException {
    file("Song 1.mp3", "1");
    file("Song-1.mp3", "2");
    file("x/CD1/01 - Intro.mp3", "3");
    file("y/CD1/01 - Intro.mp3", "4");
    folders.run(folder);
    assertThat(tracks()).extracting(Track::getTrackId).doesNotHaveDuplicates().hasSize(4);
  }

  @Test
  void givesTheSameIdsWhereverTheFilesLieAndHoweverTheyAreTagged() throws IOException {
    file("x/a.mp3", "1");
    file("x/b.wav", "2");
    folders.run(folder);
    List<String> first = tracks().stream().map(Track::getTrackId).sorted().toList();
    producer.clear();
    file("x/a.mp3", "Tagged|1");
    Files.move(folder.resolve("x"), folder.resolve("moved"));
    Files.move(folder.resolve("moved/b.wav"), folder.resolve("renamed.wav"));
    folders.run(folder);
    assertThat(tracks().stream().map(Track::getTrackId).sorted()).isEqualTo(first);
    assertThat(tracks()).extracting(Track::getTitle).contains("Tagged");
  }

  @Test
  void keepsTheIdsThatAnEarlierVersionGave() throws IOException {
    Track moved = earlier("Old/Path", "moved");
    Track tagged = earlier("Other/Path", "Before|tagged");
    file("new/a.mp3", "moved");
    file("new/b.mp3", "After|tagged");
    file("new/c.mp3", "new");
    importing(List.of(moved, tagged)).run(folder);
    assertThat(tracks())
        .extracting(Track::getTrackId)
        .containsExactly("Old/Path", "Other/Path", sha256("new").substring(0, 32));
  }

  @Test
  void importsAFileWhoseNameIsNoUtf8() throws Exception {
    file("plain.mp3", "Title of its own|sound");
    Path script = folder.resolve("rename.sh");
    Files.writeString(script, "mv plain.mp3 \"$(printf 'J\\363ga.mp3')\"\n");
    Process shell = new ProcessBuilder("sh", script.toString()).directory(folder.toFile()).start();
    assumeTrue(shell.waitFor() == 0, "this file system takes only UTF-8");
    Files.delete(script);
    var report = folders.run(folder);
    assertThat(report.failures()).isEmpty();
    assertThat(report.undecoded()).isEqualTo(1);
    assertThat(tracks()).extracting(Track::getTitle).containsExactly("Title of its own");
  }

  private Track earlier(String id, String content) throws IOException {
    var stored =
        store.put(
            "audio", ".mp3", new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)));
    return Track.newBuilder()
        .setTrackId(id)
        .setAudioUri(stored.name())
        .setAudioSha256(stored.sha256())
        .build();
  }

  @Test
  void publishesALogAndReportsWhatItRejected() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("log.csv"),
            "user,track,time\nu,t,2020-02-20 12:00\nu,t,never\nu,t2,2020-02-20 12:01\n");
    LogImport imports =
        new LogImport(new PlayPublisher(producer, Topics.standard()), Progress.SILENT);
    var report = imports.run(log, LogOptions.NONE, Rejects.beside(log));
    assertThat(report.published()).isEqualTo(2);
    assertThat(report.reasons()).containsEntry("unreadable time", 1L);
    assertThat(report.rejectsFile().orElseThrow()).exists();
    assertThat(report.playsPerSecond()).isPositive();
    assertThat(TestProducers.plays(producer))
        .extracting(PlayEvent::getTrackId)
        .containsExactly("t", "t2");
  }

  private List<Track> tracks() {
    return producer.history().stream().map(r -> Serdes.TRACK.fromBytes(r.value())).toList();
  }

  private void file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
