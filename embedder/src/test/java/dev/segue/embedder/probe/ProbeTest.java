// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** With embeddings that are made up: 6 dimensions of very different scales. */
class ProbeTest {
  private static final int TRACKS = 300;
  private static final int DIMENSION = 6;
  private static final ProbeOptions ALL = new ProbeOptions(true, List.of(5), List.of(), 1, 42);
  private static final ProbeOptions DENSE = new ProbeOptions(false, List.of(), List.of(), 1, 42);

  @Test
  void saysWhichSplitIsEmptyOnceUnreadableAudioIsLeftOut() {
    HeardTracks heard = new HeardTracks("fake", DIMENSION);
    ProbeManifest manifest = manifest((vector, random) -> "a", heard);
    HeardTracks less = new HeardTracks("fake", DIMENSION);
    for (ProbeTrack track : manifest.tracks()) {
      if (track.split() != ProbeSplit.VALID) {
        less.add(track, new float[DIMENSION]);
      }
    }
    assertThatThrownBy(() -> Probe.run(manifest, ProbeTask.MULTI_CLASS, less, ALL))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("'valid' whose audio can be read");
  }

  @Test
  void tellsClassesApartThatLieApart() throws ProbeException {
    ProbeResult result =
        probe(ProbeTask.MULTI_CLASS, (vector, random) -> vector[0] > 0 ? "high" : "low");
    assertThat(result.heads())
        .extracting(ProbeResult.Head::name)
        .containsExactly("dense-512", "linear", "knn-5");
    assertThat(value(result, "dense-512", "accuracy")).isGreaterThan(0.9);
    assertThat(value(result, "linear", "accuracy")).isGreaterThan(0.9);
    assertThat(value(result, "knn-5", "accuracy")).isGreaterThan(0.7);
    assertThat(result.tracks())
        .containsEntry(ProbeSplit.TRAIN, 180L)
        .containsEntry(ProbeSplit.VALID, 60L)
        .containsEntry(ProbeSplit.TEST, 60L);
  }

  @Test
  void isAtChanceWhereLabelsAreRandom() throws ProbeException {
    ProbeResult result = probe(ProbeTask.MULTI_CLASS, (vector, random) -> "c" + random.nextInt(4));
    for (ProbeResult.Head head : result.heads()) {
      ProbeResult.Score accuracy = head.scores().get("accuracy");
      assertThat(accuracy.value()).as(head.name()).isBetween(0.05, 0.45);
      assertThat(accuracy.low()).isLessThan(0.25);
      assertThat(accuracy.high()).isGreaterThan(0.2);
    }
  }

  @Test
  void learnsWhatIsNotLinearOnlyWithItsHiddenLayer() throws ProbeException {
    ProbeResult result =
        probe(
            ProbeTask.MULTI_CLASS,
            (vector, random) -> Math.abs(vector[0]) > 0.7 ? "outside" : "inside");
    assertThat(value(result, "dense-512", "accuracy"))
        .isGreaterThan(value(result, "linear", "accuracy") + 0.15);
  }

  @Test
  void ranksTags() throws ProbeException {
    ProbeResult result =
        probe(
            ProbeTask.MULTI_LABEL,
            (vector, random) -> (vector[0] > 0 ? "loud|" : "") + (vector[1] > 500 ? "slow|" : ""));
    assertThat(value(result, "dense-512", "roc-auc")).isGreaterThan(0.95);
    assertThat(value(result, "dense-512", "average-precision")).isGreaterThan(0.9);
    assertThat(value(result, "knn-5", "roc-auc")).isGreaterThan(0.75);
    assertThat(result.outputs()).isEqualTo(2);
  }

  @Test
  void predictsNumbers() throws ProbeException {
    ProbeResult result =
        probe(
            ProbeTask.REGRESSION,
            (vector, random) -> (1000 + 30 * vector[0]) + "|" + random.nextGaussian());
    assertThat(value(result, "linear", "r2-1")).isGreaterThan(0.9);
    assertThat(value(result, "dense-512", "r2-1")).isGreaterThan(0.8);
    assertThat(value(result, "linear", "r2-2")).isLessThan(0.2);
  }

  @Test
  void findsKeys() throws ProbeException {
    ProbeResult result =
        probe(ProbeTask.KEY, (vector, random) -> vector[0] > 0 ? "C# minor" : "F:maj", DENSE);
    assertThat(value(result, "dense-512", "weighted-score")).isGreaterThan(0.9);
    assertThat(result.outputs()).isEqualTo(24);
  }

  @Test
  void givesTheSameFiguresForASeed() throws ProbeException {
    BiFunction<float[], Random, String> label =
        (vector, random) -> vector[0] + random.nextGaussian() > 0 ? "a" : "b";
    assertThat(probe(ProbeTask.MULTI_CLASS, label, DENSE))
        .isEqualTo(probe(ProbeTask.MULTI_CLASS, label, DENSE));
  }

  @Test
  void coversTheValueWithItsInterval() throws ProbeException {
    ProbeResult result =
        probe(
            ProbeTask.MULTI_CLASS,
            (vector, random) -> vector[0] + 0.5 * random.nextGaussian() > 0 ? "a" : "b",
            DENSE);
    for (ProbeResult.Score score : result.heads().get(0).scores().values()) {
      assertThat(score.low()).isLessThan(score.value());
      assertThat(score.high()).isGreaterThan(score.value());
      // Of 60 examples: about 1.96 * sqrt(0.85 * 0.15 / 60) to each side.
      assertThat(score.high() - score.low()).isBetween(0.08, 0.3);
    }
  }

  @Test
  void refusesNoNeighbours() {
    assertThatThrownBy(() -> new ProbeOptions(false, List.of(5, 0), List.of(), 1, 1))
        .hasMessageContaining("neighbours has to be 1 or more, not 0");
    assertThatThrownBy(() -> new ProbeOptions(false, List.of(), List.of(0), 1, 1))
        .hasMessageContaining("tracks a class has to be 1 or more, not 0");
    assertThatThrownBy(() -> new ProbeOptions(false, List.of(), List.of(1), 0, 1))
        .hasMessageContaining("draws has to be 1 or more, not 0");
  }

  @Test
  void drawsAFewOfEachClassAsOftenAsAsked() throws ProbeException {
    BiFunction<float[], Random, String> label =
        (vector, random) -> vector[0] > 0 ? "high" : vector[0] > -1 ? "low" : "lowest";
    ProbeOptions few = new ProbeOptions(true, List.of(1, 3), List.of(1, 8), 5, 42);
    ProbeResult result = probe(ProbeTask.MULTI_CLASS, label, few);
    assertThat(result.heads())
        .extracting(ProbeResult.Head::label)
        .containsExactly(
            "dense-512",
            "linear",
            "knn-1",
            "knn-3",
            "dense-512, 1 a class",
            "linear, 1 a class",
            "knn-1, 1 a class",
            "knn-3, 1 a class",
            "dense-512, 8 a class",
            "linear, 8 a class",
            "knn-1, 8 a class",
            "knn-3, 8 a class");
    double one = value(result, "linear, 1 a class", "accuracy");
    double eight = value(result, "linear, 8 a class", "accuracy");
    assertThat(one).isBetween(0.3, 0.8);
    assertThat(eight).isGreaterThan(one + 0.05);
    assertThat(value(result, "linear", "accuracy")).isGreaterThan(eight);
    assertThat(probe(ProbeTask.MULTI_CLASS, label, few)).isEqualTo(result);
  }

  @Test
  void drawsOnlyWhereThereAreClasses() {
    ProbeOptions few = new ProbeOptions(false, List.of(), List.of(1), 5, 42);
    assertThatThrownBy(() -> probe(ProbeTask.REGRESSION, (vector, random) -> "1", few))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("labels are classes");
  }

  @Test
  void comparesTrackByTrack() throws ProbeException {
    BiFunction<float[], Random, String> label = (vector, random) -> vector[0] > 0 ? "a" : "b";
    ProbeResult same = probe(ProbeTask.MULTI_CLASS, label, ALL);
    ProbeResult.Score good = same.heads().get(0).scores().get("accuracy");
    ProbeResult.Score less = same.heads().get(2).scores().get("accuracy");
    ProbeResult.Score none = good.minus(good);
    assertThat(List.of(none.value(), none.low(), none.high())).containsOnly(0.0);
    ProbeResult.Score better = good.minus(less);
    assertThat(better.value()).isEqualTo(good.value() - less.value());
    assertThat(better.value()).isBetween(better.low(), better.high());
    assertThat(better.high() - better.low())
        .isLessThan(good.high() - good.low() + less.high() - less.low());
    assertThat(same.heardTheSame(same)).isTrue();
    ProbeTrack broken = new ProbeTrack(Path.of("x.wav"), List.of("a"), ProbeSplit.TEST, 9);
    ProbeResult other =
        new ProbeResult(
            "other",
            1,
            same.tracks(),
            2,
            same.heads(),
            List.of(new HeardTracks.LeftOut(broken, "it is broken")));
    assertThat(same.heardTheSame(other)).isFalse();
  }

  private static ProbeResult probe(ProbeTask task, BiFunction<float[], Random, String> label)
      throws ProbeException {
    return probe(task, label, ALL);
  }

  private static ProbeResult probe(
      ProbeTask task, BiFunction<float[], Random, String> label, ProbeOptions options)
      throws ProbeException {
    HeardTracks heard = new HeardTracks("fake", DIMENSION);
    return Probe.run(manifest(label, heard), task, heard, options);
  }

  private static double value(ProbeResult result, String head, String measure) {
    return result.heads().stream()
        .filter(found -> found.label().equals(head))
        .findFirst()
        .orElseThrow()
        .scores()
        .get(measure)
        .value();
  }

  private static ProbeManifest manifest(
      BiFunction<float[], Random, String> label, HeardTracks heard) {
    Random random = new Random(5);
    List<ProbeTrack> tracks = new ArrayList<>();
    for (int i = 0; i < TRACKS; i++) {
      float[] vector = new float[DIMENSION];
      for (int d = 0; d < DIMENSION; d++) {
        vector[d] = (float) random.nextGaussian();
      }
      vector[1] = 500 + 1000 * vector[1];
      vector[5] = 3;
      ProbeSplit split = ProbeSplit.TRAIN;
      if (i % 5 > 2) {
        split = i % 5 == 3 ? ProbeSplit.VALID : ProbeSplit.TEST;
      }
      List<String> labels = new ArrayList<>();
      for (String one : label.apply(vector, random).split("\\|", -1)) {
        if (!one.isEmpty()) {
          labels.add(one);
        }
      }
      tracks.add(new ProbeTrack(Path.of(i + ".wav"), labels, split, i + 2));
      heard.add(tracks.get(i), vector);
    }
    return new ProbeManifest(Path.of("m.tsv"), tracks);
  }
}
