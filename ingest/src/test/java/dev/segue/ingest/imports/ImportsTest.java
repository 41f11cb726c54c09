// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.PublishException;
import dev.segue.ingest.publish.TestProducers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.ingest.reader.Rejects;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
    folders =
        new AudioFolderImport(
            new AudioImport(
                store, new TrackPublisher(producer, Topics.standard()), Progress.SILENT));
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
  }

  @Test
  void turnsFoldersAndNamesIntoMetadata() throws IOException {
    file("Jazz/Blue Hour/01 - Some One - First_Light.MP3", "sound");
    file("Jazz/Blue Hour/cover.jpg", "picture");
    var report = folders.run(folder);
    assertThat(report.published()).isEqualTo(1);
    assertThat(report.skipped()).isEqualTo(1);
    Track track = tracks().get(0);
    assertThat(track.getTrackId()).isEqualTo("Jazz/Blue-Hour/01---Some-One---First_Light");
    assertThat(track.getTitle()).isEqualTo("First Light");
    assertThat(track.getArtists()).containsExactly("Some One");
    assertThat(track.getAlbum()).isEqualTo("Blue Hour");
    assertThat(track.getTags()).containsExactly("Jazz", "Blue Hour");
    assertThat(store.resolve(track.getAudioUri())).hasContent("sound");
    assertThat(track.getAudioUri()).endsWith(track.getAudioSha256() + ".mp3");
  }

  @Test
  void givesEveryFileAnIdOfItsOwnAndTheSameInASecondRun() throws IOException {
    file("a.wav", "1");
    file("a.mp3", "2");
    file("l".repeat(120) + "/" + "m".repeat(120) + "/" + "n".repeat(120) + ".wav", "3");
    folders.run(folder);
    List<Track> first = tracks();
    producer.clear();
    folders.run(folder);
    assertThat(first).extracting(Track::getTrackId).doesNotHaveDuplicates().hasSize(3);
    assertThat(tracks()).isEqualTo(first);
  }

  @Test
  void publishesALogAndReportsWhatItRejected() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("log.csv"),
            "user,track,time\nu,t,2020-02-20 12:00\nu,t,never\nu,t2,2020-02-20 12:01\n");
    LogImport imports =
        new LogImport(new PlayPublisher(producer, Topics.standard()), Progress.SILENT);
    var report = imports.run(log, Optional.empty(), Rejects.beside(log));
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
