// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.app.chaos.model.Finding.Kind;
import dev.segue.schemas.Feedback;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.RecommendedTrack;
import dev.segue.schemas.TrackEmbedding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A comparison that finds nothing is worth nothing unless it finds what was planted. */
class ComparisonTest {
  private static final String TRACKS = "segue.tracks.v1";
  private static final Instant NOON = Instant.parse("2025-01-01T12:00:00Z");

  private final Comparison comparison =
      new Comparison(3, List.of("knn", "popularity"), List.of("knn"), TRACKS);
  private final Ledger ledger = new Ledger();
  private final Observed observed = new Observed();

  /** A system that is exactly as it must be: ann heard a twice and b, five tracks are up. */
  @BeforeEach
  void agree() {
    ledger.acknowledged(play("1", "a", NOON, 180_000L, Feedback.LIKE));
    ledger.acknowledged(play("2", "a", NOON.plusSeconds(60), 1_000L, null));
    ledger.acknowledged(play("3", "b", NOON, null, Feedback.DISLIKE));
    ledger.acknowledged(play("3", "b", NOON, null, Feedback.DISLIKE));
    history(entry("a", 2, NOON, NOON.plusSeconds(60), 1, 1, 1));
    history(entry("b", 1, NOON, NOON, 0, 0, -1));
    for (String track : List.of("a", "b", "c", "d", "e")) {
      ledger.uploaded(track, "sha-" + track, true);
      embedding(track, "sha-" + track);
    }
    ledger.uploaded("noise", "", false);
    observed.letters.add(
        Letter.of(TRACKS, "noise".getBytes(StandardCharsets.UTF_8), new byte[] {1}));
    ledger.training("round-1");
    observed.reports.put("round-1:knn", 1);
    observed.versions.put("knn:4", 1);
    observed.releases.put("knn", release(4));
    list(3, 4, "c", "d", "e");
  }

  @Test
  void findsNothingWhereAllIsAsItMustBe() {
    assertThat(comparison.of(ledger, observed)).isEmpty();
    assertThat(comparison.forGood(ledger, observed)).isEmpty();
  }

  @Test
  void findsAPlayThatWasLost() {
    ledger.acknowledged(play("4", "a", NOON.plusSeconds(5), null, null));
    assertThat(comparison.of(ledger, observed))
        .filteredOn(finding -> finding.kind() == Kind.LOST)
        .singleElement()
        .satisfies(finding -> assertThat(finding.count()).isEqualTo(1))
        .satisfies(
            finding ->
                assertThat(finding.toString()).contains("'ann'", "'a'", "plays=3", "plays=2"));
  }

  @Test
  void findsAWholeHistoryThatWasLost() {
    observed.histories.remove(new HistoryKey("ann", "a").toString());
    assertThat(only(Kind.LOST)).singleElement().extracting(Finding::count).isEqualTo(2L);
  }

  @Test
  void findsAPlayThatCountsTwice() {
    history(entry("b", 2, NOON, NOON, 0, 0, -2));
    assertThat(only(Kind.DOUBLED))
        .singleElement()
        .satisfies(finding -> assertThat(finding.key()).contains("'b'"));
  }

  @Test
  void findsEveryFieldOfAHistoryThatDiffers() {
    List<HistoryEntry> wrong =
        List.of(
            entry("b", 1, NOON.minusMillis(1), NOON, 0, 0, -1),
            entry("b", 1, NOON, NOON.plusMillis(1), 0, 0, -1),
            entry("b", 1, NOON, NOON, 1, 0, -1),
            entry("b", 1, NOON, NOON, 0, 1, -1),
            entry("b", 1, NOON, NOON, 0, 0, 0));
    for (HistoryEntry entry : wrong) {
      history(entry);
      assertThat(only(Kind.DIVERGENT)).as("%s", entry).hasSize(1);
    }
  }

  @Test
  void findsAHistoryOfWhatNobodySent() {
    HistoryEntry entry = entry("never-0", 1, NOON, NOON, 0, 0, 0);
    history(entry);
    assertThat(only(Kind.DIVERGENT))
        .singleElement()
        .satisfies(finding -> assertThat(finding.expected()).contains("nothing acknowledged"));
  }

  @Test
  void findsATrackThatWasNeverEmbedded() {
    observed.embeddings.remove("c");
    assertThat(only(Kind.LOST)).singleElement().extracting(Finding::key).asString().contains("'c'");
  }

  @Test
  void findsAnEmbeddingOfOtherAudio() {
    embedding("c", "sha-d");
    assertThat(only(Kind.DIVERGENT)).hasSize(1);
  }

  @Test
  void findsATakenDownTrackWhoseEmbeddingStaysAndStandsInAList() {
    ledger.takenDown("c");
    assertThat(only(Kind.DIVERGENT))
        .extracting(Finding::key)
        .contains("embedding of 'c'", "list of 'ann'");
  }

  @Test
  void findsNoiseThatWasNeitherRefusedNorHeard() {
    observed.letters.clear();
    assertThat(only(Kind.LOST))
        .singleElement()
        .extracting(Finding::key)
        .asString()
        .contains("noise");
  }

  @Test
  void findsADeadLetterOfARecordThatWasGood() {
    observed.letters.add(Letter.of("segue.plays.v1", new byte[] {'x'}, new byte[] {2}));
    assertThat(only(Kind.DIVERGENT)).hasSize(1);
  }

  @Test
  void findsATrainingThatWasNeverReportedAndOneThatWasReportedTwice() {
    observed.reports.put("round-1:knn", 0);
    assertThat(only(Kind.LOST)).hasSize(1);
    observed.reports.put("round-1:knn", 2);
    assertThat(only(Kind.DOUBLED)).hasSize(1);
  }

  @Test
  void findsAReleaseThatWasMadeTwice() {
    observed.versions.put("knn:4", 2);
    assertThat(only(Kind.DOUBLED)).hasSize(1);
  }

  @Test
  void findsAMissingList() {
    observed.lists.clear();
    assertThat(only(Kind.LOST)).singleElement().extracting(Finding::key).isEqualTo("list of 'ann'");
  }

  @Test
  void findsEveryListThatBreaksARule() {
    list(2, 4, "c", "d", "e");
    assertThat(only(Kind.DIVERGENT)).as("an old history").hasSize(1);
    list(3, 3, "c", "d", "e");
    assertThat(only(Kind.DIVERGENT)).as("an old model").hasSize(1);
    list(3, 4, "c", "d");
    assertThat(only(Kind.DIVERGENT)).as("too short").hasSize(1);
    list(3, 4, "c", "d", "d");
    assertThat(only(Kind.DIVERGENT)).as("a track twice").hasSize(1);
    list(3, 4, "c", "d", "a");
    assertThat(only(Kind.DIVERGENT)).as("a heard track").hasSize(1);
    list(3, 4, "c", "d", "unknown");
    assertThat(only(Kind.DIVERGENT)).as("a track of no catalogue").hasSize(1);
  }

  @Test
  void findsAListOfSomebodyWhoPlayedNothing() {
    observed.lists.put("bob", observed.lists.get("ann"));
    assertThat(only(Kind.DIVERGENT))
        .singleElement()
        .extracting(Finding::key)
        .isEqualTo("list of 'bob'");
  }

  @Test
  void keepsWhatAnAnswerBrokeByItself() {
    Finding broken = Finding.divergent("POST /v1/plays", "no status 500", "500");
    ledger.violated(broken);
    ledger.violated(broken);
    assertThat(comparison.forGood(ledger, observed)).containsExactly(broken);
  }

  private List<Finding> only(Kind kind) {
    List<Finding> findings = comparison.of(ledger, observed);
    assertThat(findings).allMatch(finding -> finding.kind() == kind);
    return findings;
  }

  private static PlayEvent play(
      String id, String track, Instant at, Long playedMs, Feedback feedback) {
    return new PlayEvent(id, "ann", track, at, playedMs, 180_000L, null, feedback);
  }

  private static HistoryEntry entry(
      String track, int plays, Instant first, Instant last, int completions, int skips, int liked) {
    return new HistoryEntry("ann", track, first, last, plays, completions, skips, liked, "any");
  }

  private void history(HistoryEntry entry) {
    observed.histories.put(new HistoryKey("ann", entry.getTrackId()).toString(), entry);
  }

  private void embedding(String track, String sha256) {
    observed.embeddings.put(
        track,
        new TrackEmbedding(track, "mfcc", "r1", 1, ByteBuffer.allocate(4), sha256, Instant.EPOCH));
  }

  private static ModelRelease release(long version) {
    return ModelRelease.newBuilder()
        .setName("knn")
        .setVersion(version)
        .setAlgorithm("knn")
        .setArtifactUri("")
        .setArtifactSha256("")
        .setTrainedThrough(Instant.EPOCH)
        .setTrainedAt(Instant.EPOCH)
        .build();
  }

  private void list(long historyVersion, long modelVersion, String... tracks) {
    List<RecommendedTrack> items =
        new ArrayList<>(
            IntStream.range(0, tracks.length)
                .mapToObj(i -> new RecommendedTrack(i + 1, tracks[i], 1f, List.of()))
                .toList());
    observed.lists.put(
        "ann",
        new Recommendations(
            "ann", Instant.EPOCH, "knn", modelVersion, historyVersion, items, null));
  }
}
