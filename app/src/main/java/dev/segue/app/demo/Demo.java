// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.demo;

import dev.segue.app.AllInOne;
import dev.segue.app.UserError;
import dev.segue.app.evaluation.OfflineEvaluation;
import dev.segue.app.evaluation.PlayLog;
import dev.segue.app.evaluation.StreamEvaluation;
import dev.segue.app.pipeline.Releases;
import dev.segue.app.pipeline.TopicFollower;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.ingest.demo.DemoCatalogue;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.ingest.demo.SimulatedListeners;
import dev.segue.ingest.imports.AudioImport;
import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.ingest.publish.Producers;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.ingest.replay.Replayer;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.PairedComparison;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import dev.segue.recommenders.evaluation.report.EvaluationReport;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.Vectors;
import dev.segue.trainer.TrainerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The whole pipeline on a catalogue and a year of listening that are made up, and say so: composes,
 * publishes, listens, counts, trains, recommends, measures, and uploads one more track.
 */
public final class Demo {
  static final String CONTENT_MODEL = "knn";

  /** The first of serving.model: the lists that the demo shows are its lists. */
  private static final String SERVED_MODEL = "fusion";

  private static final List<String> MODELS =
      List.of(
          "random",
          "popularity",
          "popularity-30d",
          "item-item",
          "item-item-recent",
          "ease",
          CONTENT_MODEL,
          "shallownet",
          SERVED_MODEL);
  private static final List<Metric> COMPARED = List.of(Metric.HIT_RATE, Metric.RECALL, Metric.NDCG);
  private static final long SEED = 42;
  private static final int TRACKS_PER_STYLE = 40;
  private static final int K = 50;
  // Some seventy tracks are cold: among the first fifty of so few nearly everything is a hit.
  private static final int COLD_K = 10;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final AllInOne system;
  private final Settings settings;
  private final Path folder;
  private final Progress progress;
  private final StreamEvaluation stream;

  /** Prepares the demo in a running system; its audio goes into the folder. */
  public Demo(AllInOne system, Settings settings, Path folder, Progress progress) {
    this.system = system;
    this.settings = settings;
    this.folder = folder;
    this.progress = progress;
    this.stream = new StreamEvaluation(system.kafka(), system.topics(), K, PATIENCE, progress);
  }

  /**
   * What the demo shows, in every form.
   *
   * @param sound whether every list is full and free of heard tracks
   */
  public record Shown(String text, String json, String html, boolean sound) {}

  /**
   * Runs everything. A second run on the same data publishes nothing again.
   *
   * @param start when the command began, of {@link System#nanoTime}
   * @throws UserError if a part of the system is too slow
   */
  public Shown show(long start) throws IOException, InterruptedException {
    List<DemoTrack> catalogue =
        DemoCatalogue.compose(folder.resolve("audio"), SEED, TRACKS_PER_STYLE, progress);
    DemoResult result = run(catalogue, start);
    DemoReport report = new DemoReport(result, catalogue);
    boolean sound = result.heardInLists() == 0 && result.minListLength() == K;
    return new Shown(report.text(), report.json(), result.warm().html(), sound);
  }

  private DemoResult run(List<DemoTrack> catalogue, long start)
      throws IOException, InterruptedException {
    List<PlayEvent> plays =
        SimulatedListeners.generate(catalogue, SEED, SimulatedListeners.LISTENERS);
    TrainingSet year = trainingSet(plays);
    ChronologicalSplit split = ChronologicalSplit.of(year, SimulatedListeners.SPLIT.toEpochMilli());

    Path published = folder.resolve("published");
    boolean again = Files.exists(published);
    if (!again) {
      publishTracks(catalogue);
      publishPlays(plays, Instant.MIN, SimulatedListeners.SPLIT);
    }
    TrackVectors vectors = awaitVectors(catalogue);
    OfflineEvaluation offline = new OfflineEvaluation(MODELS, K, SEED, progress);
    List<EvaluationResult> warm = offline.warm(split, vectors);
    List<EvaluationResult> cold =
        new OfflineEvaluation(MODELS, COLD_K, SEED, progress).cold(split, vectors);
    Optional<Double> streamDifference = Optional.empty();
    if (!again) {
      EvaluationResult withoutKafka = offline.asServed(SERVED_MODEL, split, vectors);
      streamDifference = Optional.of(difference(withoutKafka, fromTopic(split)));
      publishPlays(plays, SimulatedListeners.SPLIT, Instant.MAX);
    }
    Map<String, Recommendations> lists = listsOfTheYear(year);
    Files.writeString(published, "the demo's tracks and plays are on their topics\n");
    Upload upload = upload();
    return new DemoResult(
        year.listeners().size(),
        catalogue.size(),
        year.plays(),
        lists,
        heard(lists, plays),
        new EvaluationReport(split.summary(), K, warm),
        new EvaluationReport(split.coldSummary(), COLD_K, cold),
        comparisons(cold),
        streamDifference,
        upload.track(),
        upload.listener(),
        upload.millis(),
        (System.nanoTime() - start) / 1e9);
  }

  private void publishTracks(List<DemoTrack> catalogue) {
    try (var producer = Producers.bulk(system.kafka())) {
      AudioImport.Report report =
          new AudioImport(system.store(), new TrackPublisher(producer, system.topics()), progress)
              .run(catalogue.stream().map(DemoTrack::audio).toList());
      if (!report.failures().isEmpty()) {
        throw new UserError("the demo's audio cannot be read: " + report.failures().get(0));
      }
    }
  }

  private void publishPlays(List<PlayEvent> plays, Instant from, Instant until)
      throws InterruptedException {
    try (var producer = Producers.bulk(system.kafka())) {
      Replayer.builder(new PlayPublisher(producer, system.topics()))
          .from(from)
          .until(until)
          .progress(progress)
          .build()
          .replay(plays);
    }
  }

  private TrackVectors awaitVectors(List<DemoTrack> catalogue) throws InterruptedException {
    Set<String> wanted = new HashSet<>();
    catalogue.forEach(track -> wanted.add(track.track().getTrackId()));
    String backbone = settings.get(EmbedderSettings.class).backbone();
    try (TopicFollower<TrackEmbedding> follower =
            TopicFollower.embeddings(system.kafka(), system.topics(), backbone);
        Progress.Task task = progress.begin("listen", wanted.size(), "tracks")) {
      int[] shown = {0};
      boolean complete =
          follower.follow(
              () -> {
                int heard = Math.min(follower.latest().size(), wanted.size());
                task.step(heard - shown[0]);
                shown[0] = heard;
                return follower.latest().keySet().containsAll(wanted);
              },
              PATIENCE);
      if (!complete) {
        throw new UserError("the embedder is too slow, or refused a track: see 'segue dlq list'");
      }
      Map<String, float[]> vectors = new HashMap<>();
      wanted.forEach(id -> vectors.put(id, Vectors.decode(follower.latest().get(id))));
      return new TrackVectors(vectors.values().iterator().next().length, vectors);
    }
  }

  /** What the running system recommends at the cut, measured on its topic. */
  private EvaluationResult fromTopic(ChronologicalSplit split)
      throws IOException, InterruptedException {
    ModelRelease release = stream.train(settings.get(TrainerSettings.class), SERVED_MODEL);
    return stream.measure(SERVED_MODEL, split, release);
  }

  private Map<String, Recommendations> listsOfTheYear(TrainingSet year)
      throws IOException, InterruptedException {
    TrainerSettings trainer = settings.get(TrainerSettings.class);
    stream.train(trainer, List.of(), false);
    return stream.await(year, Releases.active(system.kafka(), system.topics()).get(SERVED_MODEL));
  }

  private Upload upload() throws IOException, InterruptedException {
    Path runs = folder.resolve("runs");
    long run = Files.exists(runs) ? Files.size(runs) : 0;
    DemoTrack track = DemoCatalogue.composeUpload(folder.resolve("upload-" + run), SEED + run);
    // One byte a run: every run uploads music that was never heard before.
    Files.writeString(runs, ".".repeat((int) run + 1));
    return Upload.of(track, "demo-upload-" + run, system, settings);
  }

  private static TrainingSet trainingSet(List<PlayEvent> plays) {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    plays.forEach(play -> builder.add(PlayLog.play(play)));
    return builder.build();
  }

  private static long heard(Map<String, Recommendations> lists, List<PlayEvent> plays) {
    Map<String, Set<String>> heard = new HashMap<>();
    for (PlayEvent play : plays) {
      heard.computeIfAbsent(play.getUserId(), user -> new HashSet<>()).add(play.getTrackId());
    }
    return lists.values().stream()
        .mapToLong(
            list ->
                list.getItems().stream()
                    .filter(
                        item ->
                            heard
                                .getOrDefault(list.getUserId(), Set.of())
                                .contains(item.getTrackId()))
                    .count())
        .sum();
  }

  private static double difference(EvaluationResult a, EvaluationResult b) {
    double largest = 0;
    for (Metric metric : COMPARED) {
      largest = Math.max(largest, Math.abs(a.mean(metric) - b.mean(metric)));
    }
    return largest;
  }

  private static Map<String, List<PairedComparison>> comparisons(List<EvaluationResult> results) {
    Map<String, List<PairedComparison>> all = new LinkedHashMap<>();
    EvaluationResult content = byName(results, CONTENT_MODEL);
    for (EvaluationResult other : results) {
      if (!other.model().equals(CONTENT_MODEL)) {
        List<PairedComparison> pairs = new ArrayList<>();
        COMPARED.forEach(metric -> pairs.add(PairedComparison.of(content, other, metric)));
        all.put(other.model(), pairs);
      }
    }
    return all;
  }

  private static EvaluationResult byName(List<EvaluationResult> results, String model) {
    return results.stream()
        .filter(result -> result.model().equals(model))
        .findFirst()
        .orElseThrow();
  }
}
