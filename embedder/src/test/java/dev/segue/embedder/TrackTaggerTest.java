// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.embedder.TrackTagger.Tag;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.AudioException.Reason;
import dev.segue.embedder.audio.Wav;
import dev.segue.embedder.backbone.musicnn.SmallMusicnn;
import dev.segue.runtime.config.Settings;
import java.io.FileNotFoundException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackTaggerTest {
  private static final int RATE = 16_000;

  @TempDir Path folder;
  private Path low;
  private Path high;

  @BeforeEach
  void write() throws Exception {
    SmallMusicnn.in(folder.resolve("weights"));
    low = Files.write(folder.resolve("low.wav"), Wav.of(RATE, 1).tone(110, 4));
    high = Files.write(folder.resolve("high.wav"), Wav.of(RATE, 1).tone(3000, 6));
  }

  @Test
  void namesTheBackbonesThatTellTags() {
    assertThatThrownBy(() -> open(Map.of("embedder.backbone", "mfcc")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("musicnn, musicnn-mtt");
  }

  @Test
  void saysThatThereAreNoWeights() {
    String models = folder.toString();
    Map<String, String> fetched = Map.of("embedder.models", models, "embedder.weights", "");
    assertThatThrownBy(() -> open(fetched)).isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> open(Map.of("embedder.weights", models + "/gone")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void refusesWhatIsNoAudio() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.wav"), "no audio");
    try (TrackTagger tagger = open(Map.of())) {
      assertThatThrownBy(() -> tagger.tags(broken, 1))
          .isInstanceOfSatisfying(
              AudioException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE));
    }
  }

  @Test
  void tellsTheLikeliestFirstAndNoMoreThanThereAre() throws Exception {
    try (TrackTagger tagger = open(Map.of())) {
      List<Tag> all = tagger.tags(low, 9);
      assertThat(all).extracting(Tag::name).containsExactlyInAnyOrder("loud", "soft", "odd");
      assertThat(all).isSortedAccordingTo(Comparator.comparing(Tag::probability).reversed());
      assertThat(all).allMatch(tag -> tag.probability() > 0 && tag.probability() < 1);
      assertThat(tagger.tags(low, 2)).isEqualTo(all.subList(0, 2));
    }
  }

  @Test
  void averagesWindows() throws Exception {
    try (TrackTagger windows = open(Map.of("embedder.clip", "windows:3s"));
        TrackTagger first = open(Map.of("embedder.clip", "first:3s"))) {
      // A tone sounds the same in each of its windows.
      assertThat(probability(windows.tags(high, 3), "loud"))
          .isCloseTo(probability(first.tags(high, 3), "loud"), within(1e-2f));
    }
  }

  @Test
  void tellsTheSameOfManyFiles() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.wav"), "no audio");
    Map<Path, List<Tag>> told = new HashMap<>();
    try (TrackTagger tagger = open(Map.of())) {
      tagger.tagAll(
          List.of(low, broken, high),
          3,
          new FileListener<>() {
            @Override
            public void heard(Path file, List<Tag> tags) {
              told.put(file, tags);
            }

            @Override
            public void refused(Path file, AudioException reason) {
              told.put(file, List.of());
            }
          });
      assertThat(told)
          .containsOnlyKeys(low, broken, high)
          .containsEntry(broken, List.of())
          .containsEntry(low, tagger.tags(low, 3))
          .containsEntry(high, tagger.tags(high, 3));
    }
  }

  private static float probability(List<Tag> tags, String name) {
    return tags.stream()
        .filter(tag -> tag.name().equals(name))
        .findFirst()
        .orElseThrow()
        .probability();
  }

  private TrackTagger open(Map<String, String> more) throws Exception {
    Map<String, String> values = new HashMap<>();
    values.put("embedder.backbone", "musicnn");
    values.put("embedder.weights", folder.resolve("weights").toString());
    values.putAll(more);
    values.values().removeIf(String::isEmpty);
    return TrackTagger.create(Settings.of(EmbedderSettings.class, values));
  }
}
