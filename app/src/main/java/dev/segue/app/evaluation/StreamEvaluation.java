// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.evaluation;

import dev.segue.app.UserError;
import dev.segue.app.pipeline.ExpectedLists;
import dev.segue.app.pipeline.Releases;
import dev.segue.app.pipeline.TopicFollower;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Evaluator;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.progress.Progress;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Topics;
import dev.segue.schemas.TrainingReport;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Measures a running system by what stands on its recommendations topic: the plays before the cut
 * are published by then, a model is trained from them, and every list must answer both.
 */
public final class StreamEvaluation {
  private final KafkaSettings kafka;
  private final Topics topics;
  private final int k;
  private final Duration patience;
  private final Progress progress;

  /** Measures the system behind this broker; waits for no step longer than this. */
  public StreamEvaluation(
      KafkaSettings kafka, Topics topics, int k, Duration patience, Progress progress) {
    this.kafka = kafka;
    this.topics = topics;
    this.k = k;
    this.patience = patience;
    this.progress = progress;
  }

  /**
   * Trains a model in the running system.
   *
   * @return its release
   * @throws UserError if it was not released or the system is too slow
   */
  public ModelRelease train(TrainerSettings settings, String model)
      throws IOException, InterruptedException {
    TrainingReport report = train(settings, List.of(model), true).get(0);
    if (!report.getOutcome().equals("released")) {
      throw new UserError(
          model + " was not released but " + report.getOutcome() + ": " + report.getDetail());
    }
    return Releases.active(kafka, topics).get(model);
  }

  /**
   * Trains models in the running system, once all published plays are counted.
   *
   * @return how each training ended, in the order of the models
   * @throws UserError if the system is too slow
   */
  public List<TrainingReport> train(TrainerSettings settings, List<String> models, boolean skipGate)
      throws InterruptedException {
    try (TrainingRequests requests = TrainingRequests.connect(settings, kafka, topics)) {
      requests.awaitCounted(patience);
      return requests.await(requests.request(models, skipGate), patience);
    } catch (TimeoutException e) {
      throw new UserError("the trainer is too slow: " + e.getMessage(), e);
    }
  }

  /**
   * Waits for the lists and measures them.
   *
   * @param name of the result
   * @throws UserError if a listener gets no such list in time
   */
  public EvaluationResult measure(String name, ChronologicalSplit split, ModelRelease release)
      throws InterruptedException {
    Map<String, Recommendations> lists = await(split.train(), release);
    return new Evaluator(split, k).warm(name, new PublishedLists(name, lists));
  }

  /**
   * Waits until every listener's list answers all these plays and this release.
   *
   * @throws UserError if a listener gets no such list in time
   */
  public Map<String, Recommendations> await(TrainingSet data, ModelRelease release)
      throws InterruptedException {
    ExpectedLists expected = new ExpectedLists(plays(data), release);
    try (TopicFollower<Recommendations> follower = TopicFollower.lists(kafka, topics);
        Progress.Task task = progress.begin("lists", expected.plays().size(), "listeners")) {
      long[] shown = {0};
      boolean complete =
          follower.follow(
              () -> {
                long missing = expected.missing(follower.latest());
                long done = expected.plays().size() - missing;
                task.step(done - shown[0]);
                shown[0] = done;
                return missing == 0;
              },
              patience);
      if (!complete) {
        throw new UserError(
            expected.missing(follower.latest())
                + " listeners have no list of "
                + release.getName()
                + " version "
                + release.getVersion()
                + " for all their plays; does the system serve this model (serving.model),"
                + " and has it other plays of these listeners?");
      }
      return Map.copyOf(follower.latest());
    }
  }

  /** How many plays each listener's history must count. */
  public static Map<String, Long> plays(TrainingSet data) {
    Map<String, Long> plays = new HashMap<>();
    data.listeners()
        .forEach(listener -> plays.put(listener.userId(), listener.history().version()));
    return plays;
  }
}
