// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every algorithm promises; each one's test extends this. */
public abstract class RecommenderContract {
  private static final int EVERYTHING = 1000;

  /** From every plane of Unicode, and what a line of text cannot hold as it is. */
  private static final List<String> AWKWARD_IDS =
      List.of("", " ", "été", "曲", "\uD834\uDD1E clef", "\uD800", "a\nb\r", "\\u0041", "\u0000");

  @TempDir Path folder;

  /** The algorithm under test. */
  protected abstract Algorithm algorithm();

  /** The settings to train with. */
  protected AlgorithmSettings settings() {
    return AlgorithmSettings.DEFAULTS;
  }

  /** Forty listeners and forty-nine tracks, some far more popular than others. */
  protected static List<Play> plays() {
    Random random = new Random(7);
    List<String> tracks = new ArrayList<>(AWKWARD_IDS);
    for (int i = 0; i < 40; i++) {
      tracks.add("track-" + i);
    }
    List<Play> plays = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      int track = (int) (tracks.size() * random.nextDouble() * random.nextDouble());
      plays.add(new Play("user-" + random.nextInt(40), tracks.get(track), 1_000L * i));
    }
    // Every track is played, so that the catalogue has all of them.
    for (String track : tracks) {
      plays.add(new Play("user-all", track, 600_000));
    }
    return plays;
  }

  protected static TrainingSet data(List<Play> plays) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    plays.forEach(builder::add);
    return builder.build();
  }

  /** Vectors for all tracks but every fifth, some of them equal. */
  protected static TrackVectors content() {
    Map<String, float[]> vectors = new HashMap<>();
    int i = 0;
    for (String track : Catalogue.of(data(plays())).ids()) {
      if (i++ % 5 != 0) {
        vectors.put(track, new float[] {i % 7 - 3, i % 4, 100 * (i % 3)});
      }
    }
    return new TrackVectors(3, vectors);
  }

  protected Recommender train(List<Play> plays) throws InterruptedException {
    return algorithm().train(data(plays), content(), settings(), TrainingListener.SILENT);
  }

  protected static History history(String... tracks) {
    List<HeardTrack> heard = new ArrayList<>();
    for (String track : tracks) {
      heard.add(HeardTrack.once(track, heard.size()));
    }
    return new History("somebody", heard);
  }

  private static List<History> histories() {
    return data(plays()).listeners().stream().map(TrainingSet.Listener::history).toList();
  }

  private static List<String> ids(List<ScoredTrack> list) {
    return list.stream().map(ScoredTrack::trackId).toList();
  }

  @Test
  void checksItsSettingsWithoutTraining() {
    algorithm().check(AlgorithmSettings.DEFAULTS);
    algorithm().check(settings());
    assertThatThrownBy(() -> algorithm().check(settings().with("no-such-setting", "1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no-such-setting");
  }

  @Test
  void isFoundUnderItsName() {
    assertThat(Algorithms.named(algorithm().name())).hasSameClassAs(algorithm());
  }

  @Test
  void ranksEveryTrackThatWasNotHeard() throws InterruptedException {
    Recommender model = train(plays());
    for (History history : histories()) {
      List<String> unheard = new ArrayList<>(Catalogue.of(data(plays())).ids());
      history.tracks().forEach(track -> unheard.remove(track.trackId()));

      assertThat(ids(model.recommend(history, EVERYTHING, TrackFilter.ALL)))
          .containsExactlyInAnyOrderElementsOf(unheard);
    }
  }

  @Test
  void givesExactlyTheFirstTracksOfTheFullRanking() throws InterruptedException {
    Recommender model = train(plays());
    History history = history("track-1", "track-2", "曲");
    List<ScoredTrack> all = model.recommend(history, EVERYTHING, TrackFilter.ALL);
    for (int k = 0; k <= all.size(); k++) {
      assertThat(model.recommend(history, k, TrackFilter.ALL)).isEqualTo(all.subList(0, k));
    }
  }

  @Test
  void ordersByScoreAndEqualScoresByPopularity() throws InterruptedException {
    Recommender model = train(plays());
    Catalogue catalogue = Catalogue.of(data(plays()));
    for (History history : histories()) {
      List<ScoredTrack> list = model.recommend(history, EVERYTHING, TrackFilter.ALL);
      for (int i = 1; i < list.size(); i++) {
        ScoredTrack before = list.get(i - 1);
        ScoredTrack after = list.get(i);
        assertThat(before.score()).isGreaterThanOrEqualTo(after.score());
        if (before.score() == after.score() && breaksTiesByPopularity()) {
          assertThat(catalogue.indexOf(before.trackId()))
              .isLessThan(catalogue.indexOf(after.trackId()));
        }
      }
    }
  }

  /** Switched off only with a reason. */
  protected boolean breaksTiesByPopularity() {
    return true;
  }

  @Test
  void givesTheSameModelInWhateverOrderThePlaysCome() throws InterruptedException {
    List<Play> shuffled = plays();
    Collections.shuffle(shuffled, new Random(1));
    List<History> histories = histories();

    assertThat(train(shuffled).recommendAll(histories, EVERYTHING, TrackFilter.ALL))
        .isEqualTo(train(plays()).recommendAll(histories, EVERYTHING, TrackFilter.ALL));
  }

  @Test
  void answersABatchAsOneByOne() throws InterruptedException {
    Recommender model = train(plays());
    List<History> histories = new ArrayList<>(histories());
    histories.add(3, new History("nobody", List.of()));
    List<List<ScoredTrack>> batch = model.recommendAll(histories, 10, TrackFilter.ALL);

    assertThat(batch).hasSameSizeAs(histories);
    for (int i = 0; i < batch.size(); i++) {
      assertAlike(batch.get(i), model.recommend(histories.get(i), EVERYTHING, TrackFilter.ALL));
    }
  }

  /** A list equals the beginning of a ranking, but for what the tolerance lets change places. */
  private void assertAlike(List<ScoredTrack> list, List<ScoredTrack> ranking) {
    if (scoreTolerance() == 0) {
      assertThat(list).isEqualTo(ranking.subList(0, list.size()));
      return;
    }
    Map<String, Float> scores = new HashMap<>();
    ranking.forEach(track -> scores.put(track.trackId(), track.score()));
    for (int i = 0; i < list.size(); i++) {
      assertThat(list.get(i).score()).isCloseTo(ranking.get(i).score(), within(scoreTolerance()));
      assertThat(list.get(i).score())
          .isCloseTo(scores.get(list.get(i).trackId()), within(scoreTolerance()));
    }
  }

  /**
   * How far the score of a track may be from that in another batch; above 0 only for networks,
   * whose matrix products add in an order that depends on the sizes.
   */
  protected float scoreTolerance() {
    return 0;
  }

  @Test
  void leavesOutWhatTheFilterRefusesAndFillsUp() throws InterruptedException {
    Recommender model = train(plays());
    TrackFilter odd = id -> id.endsWith("1") || id.endsWith("3");
    List<String> filtered =
        ids(model.recommend(history(), EVERYTHING, TrackFilter.ALL)).stream()
            .filter(odd::accepts)
            .toList();

    assertThat(ids(model.recommend(history(), EVERYTHING, odd))).isEqualTo(filtered);
    assertThat(ids(model.recommend(history(), 5, odd))).isEqualTo(filtered.subList(0, 5));
  }

  @Test
  void takesNoNoticeOfHeardTracksThatNobodyKnows() throws InterruptedException {
    Recommender model = train(plays());

    assertThat(model.recommend(history("track-1", "unheard of"), 20, TrackFilter.ALL))
        .isEqualTo(model.recommend(history("track-1"), 20, TrackFilter.ALL));
  }

  @Test
  void answersAListenerWhoHasHeardNothing() throws InterruptedException {
    assertThat(train(plays()).recommend(history(), 10, TrackFilter.ALL)).hasSize(10);
  }

  @Test
  void answersAListenerWhoHasHeardEverything() throws InterruptedException {
    String[] all = Catalogue.of(data(plays())).ids().toArray(new String[0]);

    assertThat(train(plays()).recommend(history(all), 10, TrackFilter.ALL)).isEmpty();
  }

  @Test
  void trainsOnNothing() throws Exception {
    Recommender model = train(List.of());
    Artifact artifact = write(model, "empty");

    assertThat(Algorithms.load(artifact, content()).recommend(history("x"), 10, TrackFilter.ALL))
        .isEqualTo(model.recommend(history("x"), 10, TrackFilter.ALL));
  }

  @Test
  void explainsAListAsOneByOne() throws InterruptedException {
    Recommender model = train(plays());
    History history = history("track-1", "unheard of", "track-2", "曲");
    List<String> list = List.of("track-3", "unheard of", "track-4", "");
    assertThat(model.explainAll(history, list, 2))
        .isEqualTo(list.stream().map(track -> model.explain(history, track, 2)).toList());
  }

  @Test
  void answersAlikeAfterSavingAndLoading() throws Exception {
    Recommender model = train(plays());
    Artifact artifact = write(model, "model");
    Recommender loaded =
        Algorithms.load(Artifact.open(artifact.folder(), artifact.sha256()), content());

    assertThat(loaded.algorithm()).isEqualTo(algorithm().name());
    assertThat(loaded.recommendAll(histories(), EVERYTHING, TrackFilter.ALL))
        .isEqualTo(model.recommendAll(histories(), EVERYTHING, TrackFilter.ALL));
    assertThat(loaded.explain(history("track-1", "track-2"), "track-3", 9))
        .isEqualTo(model.explain(history("track-1", "track-2"), "track-3", 9));
  }

  @Test
  void writesTheSameBytesForTheSamePlays() throws Exception {
    assertThat(write(train(plays()), "one").sha256())
        .isEqualTo(write(train(plays()), "two").sha256());
  }

  @Test
  void explainsWithTracksThatWereHeard() throws InterruptedException {
    Recommender model = train(plays());
    History history = history("track-0", "track-1", "track-2", "unheard of");
    for (ScoredTrack track : model.recommend(history, 10, TrackFilter.ALL)) {
      List<Reason> reasons = model.explain(history, track.trackId(), 2);

      assertThat(reasons).hasSizeLessThanOrEqualTo(2);
      assertThat(reasons)
          .allSatisfy(
              reason -> {
                assertThat(reason.trackId()).isIn("track-0", "track-1", "track-2");
                assertThat(reason.weight()).isPositive();
              });
    }
    assertThat(model.explain(history, "unheard of", 2)).isEmpty();
  }

  @Test
  void refusesANegativeLength() throws InterruptedException {
    Recommender model = train(plays());

    assertThatThrownBy(() -> model.recommend(history(), -1, TrackFilter.ALL))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("k is -1");
  }

  @Test
  void refusesASettingItDoesNotHave() {
    AlgorithmSettings wrong = settings().with("depth-of-field", "3");

    assertThatThrownBy(
            () -> algorithm().train(data(plays()), content(), wrong, TrainingListener.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(algorithm().name())
        .hasMessageContaining("depth-of-field");
  }

  @Test
  void answersManyThreadsAtOnce() throws Exception {
    Recommender model = train(plays());
    List<History> histories = histories();
    var expected = model.recommendAll(histories, 20, TrackFilter.ALL);
    Callable<Boolean> reader =
        () -> {
          boolean same = true;
          for (int i = 0; i < 20; i++) {
            same &= model.recommendAll(histories, 20, TrackFilter.ALL).equals(expected);
          }
          return same;
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (Future<Boolean> answer : threads.invokeAll(Collections.nCopies(4, reader))) {
        assertThat(answer.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void takesASinglePlay() throws InterruptedException {
    assertSane(List.of(new Play("ann", "only", 1_000)));
  }

  @Test
  void takesOneListener() throws InterruptedException {
    assertSane(IntStream.range(0, 30).mapToObj(i -> new Play("ann", "t" + i, i)).toList());
  }

  @Test
  void takesOneTrack() throws InterruptedException {
    assertSane(IntStream.range(0, 30).mapToObj(i -> new Play("user " + i, "only", i)).toList());
  }

  @Test
  void takesListenersWithASinglePlayEach() throws InterruptedException {
    assertSane(
        IntStream.range(0, 30).mapToObj(i -> new Play("user " + i, "t" + i % 7, i)).toList());
  }

  @Test
  void takesEveryPlayTwice() throws InterruptedException {
    List<Play> twice = new ArrayList<>(plays());
    twice.addAll(plays());
    assertSane(twice);
  }

  /** From before 1970, from the year 9999, and all at one moment. */
  @Test
  void takesTimesThatCannotBe() throws InterruptedException {
    long[] times = {253_402_300_799_000L, -1_000_000, 0};
    List<Play> odd = new ArrayList<>();
    for (Play play : plays()) {
      odd.add(new Play(play.userId(), play.trackId(), times[odd.size() % times.length]));
    }
    assertSane(odd);
  }

  /** Everything unheard is listed once, with a number for a score. */
  private void assertSane(List<Play> plays) throws InterruptedException {
    try (Recommender model = train(plays)) {
      List<History> histories =
          new ArrayList<>(
              data(plays).listeners().stream().map(TrainingSet.Listener::history).toList());
      histories.add(history());
      histories.add(history("unheard of"));
      for (History history : histories) {
        List<String> heard = history.tracks().stream().map(HeardTrack::trackId).toList();
        List<String> unheard = new ArrayList<>(Catalogue.of(data(plays)).ids());
        unheard.removeAll(heard);
        List<ScoredTrack> list = model.recommend(history, EVERYTHING, TrackFilter.ALL);

        assertThat(ids(list)).doesNotHaveDuplicates().containsAll(unheard);
        assertThat(ids(list)).noneMatch(heard::contains);
        assertThat(list).allSatisfy(track -> assertThat(track.score()).isFinite());
      }
    }
  }

  @Test
  void refusesAVectorThatIsNotFinite() {
    if (!algorithm().readsContent(settings())) {
      return;
    }
    Map<String, float[]> vectors = new HashMap<>(content().byTrack());
    vectors.put("track-7", new float[] {1, Float.NaN, 2});
    TrackVectors broken = new TrackVectors(3, vectors);

    assertThatThrownBy(
            () -> algorithm().train(data(plays()), broken, settings(), TrainingListener.SILENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("track-7")
        .hasMessageContaining("NaN");
  }

  @Test
  void refusesAnArtifactOfWhichAByteIsMissingOrAnother() throws Exception {
    Artifact artifact = write(train(plays()), "damaged");
    for (String name : List.of(Artifact.MODEL, "items.txt")) {
      Path file = artifact.folder().resolve(name);
      byte[] whole = Files.readAllBytes(file);
      byte[] another = whole.clone();
      another[whole.length / 2] ^= 1;
      for (byte[] bytes : List.of(Arrays.copyOf(whole, whole.length - 1), another)) {
        Files.write(file, bytes);
        assertThatThrownBy(() -> Artifact.open(artifact.folder(), artifact.sha256()))
            .isInstanceOf(ArtifactException.class)
            .hasMessageContaining(name);
      }
      Files.write(file, whole);
    }
  }

  /** As a forger would, who has made a manifest that fits. */
  @Test
  void refusesFilesThatDoNotFitEachOther() throws Exception {
    Artifact artifact = write(train(plays()), "forged");
    Path model = artifact.folder().resolve(Artifact.MODEL);
    byte[] whole = Files.readAllBytes(model);
    for (int length : new int[] {0, 7, whole.length / 2, whole.length - 1}) {
      Files.write(model, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> algorithm().load(artifact, content()))
          .isInstanceOf(IOException.class);
    }
  }

  private Artifact write(Recommender model, String name) throws IOException {
    return Artifact.write(
        folder.resolve(name), algorithm(), model, settings(), null, Map.of("ndcg", 0.5));
  }
}
