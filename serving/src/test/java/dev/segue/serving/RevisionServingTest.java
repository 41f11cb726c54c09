// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.schemas.ModelRelease;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What serves while the revision of a backbone changes. */
class RevisionServingTest {
  @TempDir Path folder;
  private ServingWorld world;

  @BeforeEach
  void open() {
    world = new ServingWorld(folder, Map.of());
    world.embedAs("old", "a", 1, 0);
    world.embedAs("old", "b", 0.9f, 0.1f);
    world.embedAs("old", "c", 0, 1);
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void answersFromOneRevisionUntilTheNextOneIsComplete() {
    world.embedAs("new", "a", 0, 1);
    world.embedAs("new", "upload", 0, 1);
    world.embedAs("new", "b", 0, 1);
    assertThat(similar("a")).containsExactly("b", "c");
    assertThat(similar("upload")).isEmpty();
    world.embedAs("new", "c", 1, 0);
    assertThat(similar("a")).containsExactly("b", "upload", "c");
    assertThat(index().toString()).isEqualTo("new/2 of 4 tracks");
  }

  @Test
  void comesToAnotherDimension() {
    world.embedAs("new", "a", 0, 1, 0);
    world.embedAs("new", "b", 0, 1, 0);
    world.embedAs("new", "c", 1, 0, 0);
    assertThat(world.globalDeadLetters).isEmpty();
    assertThat(index().toString()).isEqualTo("new/3 of 3 tracks");
    assertThat(similar("a")).containsExactly("b", "c");
  }

  @Test
  void doesNotWaitForATrackThatCannotBeHeardWithTheNextRevision() {
    world.embedAs("new", "a", 0, 1);
    world.embedAs("new", "b", 0, 1);
    world.withdraw("c");
    assertThat(index().toString()).isEqualTo("new/2 of 2 tracks");
    assertThat(similar("c")).isEmpty();
  }

  @Test
  void keepsTheServedVectorInTheStoreBesideTheNextOne() {
    world.embedAs("new", "a", 0, 1);
    byte[] stored = Stamped.of(world.store(StateStores.embeddings("mfcc")).get("a")).value();
    assertThat(StoredVectors.split(stored)).hasSize(2);
    world.embedAs("newer", "a", 0, 1);
    stored = Stamped.of(world.store(StateStores.embeddings("mfcc")).get("a")).value();
    assertThat(StoredVectors.split(stored)).hasSize(2);
  }

  @Test
  void givesAModelNoVectorsOfAnotherRevision() {
    world.release(release(1, "old/2"));
    FakeModel first = world.loaded.get("knn1");
    world.embedAs("new", "a", 0, 1);
    world.embedAs("new", "b", 0, 1);
    world.embedAs("new", "c", 0, 1);
    world.embedAs("new", "upload", 0, 1);
    assertThat(index().toString()).isEqualTo("new/2 of 4 tracks");
    assertThat(first.score(new float[] {1, 0}, "a")).isEqualTo(1);
    assertThat(first.score(new float[] {1, 0}, "upload")).isNaN();
    assertThat(index().usable("old/2")).isPresent();

    world.release(release(2, "new/2"));
    assertThat(first.closed).isTrue();
    assertThat(world.loaded.get("knn2").score(new float[] {0, 1}, "upload")).isEqualTo(1);
    assertThat(index().usable("old/2")).as("old vectors that no model needs").isEmpty();
  }

  @Test
  void keepsTheModelUntilTheVectorsOfItsNextReleaseAreThere() {
    world.release(release(1, "old/2"));
    world.embedAs("new", "a", 0, 1);
    world.release(release(2, "new/2"));
    assertThat(world.loaded).containsOnlyKeys("knn1");
    assertThat(world.shared.models().failure())
        .hasValueSatisfying(
            why -> assertThat(why).contains("knn version 2", "revision new/2", "1 of 3 tracks"));
    world.embedAs("new", "b", 0, 1);
    world.embedAs("new", "c", 0, 1);
    assertThat(world.loaded).containsKey("knn2");
    assertThat(world.shared.models().failure()).isEmpty();
  }

  @Test
  void doesNotLoadAReleaseWhoseVectorsAreGone() {
    world.release(release(1, "older/2"));
    assertThat(world.loaded).isEmpty();
    assertThat(world.shared.models().failure())
        .hasValueSatisfying(why -> assertThat(why).contains("older/2", "old/2 of 3 tracks"));
  }

  private List<String> similar(String trackId) {
    return new SoundAlike(index())
        .similar(trackId, 10, TrackFilter.ALL).stream().map(ScoredTrack::trackId).toList();
  }

  private ContentIndex index() {
    return world.shared.content().get("mfcc");
  }

  private static ModelRelease release(long version, String revision) {
    return ModelRelease.newBuilder(Records.release("knn", version))
        .setBackboneRevision(revision)
        .build();
  }
}
