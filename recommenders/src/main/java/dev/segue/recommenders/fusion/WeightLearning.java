// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns the weights on the last days of the training period: for each of some windows the
 * components are trained on what lies before it and asked what comes in it.
 */
final class WeightLearning {
  private static final Logger LOG = LoggerFactory.getLogger(WeightLearning.class);

  /** Fewer listeners say too little; the prior weights stay. */
  private static final int FEWEST_CASES = 50;

  /** All windows together are at most this share of the period: the components need the rest. */
  private static final int SHARE = 3;

  private final List<Component> components;
  private final int windows;
  private final long windowMs;
  private final long seed;

  WeightLearning(List<Component> components, int windows, long windowMs, long seed) {
    this.components = components;
    this.windows = windows;
    this.windowMs = windowMs;
    this.seed = seed;
  }

  Weights learn(TrainingSet data, TrackVectors content, long until, TrainingRun run)
      throws InterruptedException {
    if (data.listeners().isEmpty()) {
      return Weights.prior(components);
    }
    long oldest = data.oldestPlay();
    long window = Math.min(windowMs, (until - oldest) / Math.max(1, SHARE * windows));
    Cases cases = new Cases();
    for (int i = 1; i <= windows && window > 0; i++) {
      long at = until - i * window;
      // Only what is played within the window is asked for.
      TrainingSet known = ChronologicalSplit.of(data, at + window).train();
      ChronologicalSplit split = ChronologicalSplit.of(known, at);
      if (!split.test().isEmpty()) {
        List<TrainedComponent> trained = train(split, content, i, run);
        try {
          cases.add(split, trained);
        } finally {
          trained.forEach(one -> one.recommender().close());
        }
      }
      run.listener().progress("windows", i, windows);
    }
    if (cases.all().size() < FEWEST_CASES) {
      LOG.info("{} listeners are too few to learn weights from", cases.all().size());
      return Weights.prior(components);
    }
    Weights weights = new WeightSearch(cases.all(), components.size()).run();
    for (int i = 0; i < components.size(); i++) {
      LOG.info("{} counts {}", components.get(i).name(), weights.values()[i]);
    }
    LOG.info("content counts {} for new tracks", weights.newcomer());
    return weights;
  }

  private List<TrainedComponent> train(
      ChronologicalSplit split, TrackVectors content, int window, TrainingRun run)
      throws InterruptedException {
    List<TrainedComponent> trained = new ArrayList<>();
    try {
      for (Component component : components) {
        AlgorithmSettings settings =
            component.algorithmItself().cutAt(split.at(), component.settings(seed));
        Optional<Path> checkpoints =
            run.checkpoints().map(path -> path.resolve(window + "-" + component.name()));
        Recommender recommender =
            component
                .algorithmItself()
                .train(
                    split.train(),
                    component.readsContent() ? content : TrackVectors.NONE,
                    settings,
                    new TrainingRun(run.listener(), checkpoints, Optional.empty()));
        trained.add(new TrainedComponent(component, recommender));
      }
      return trained;
    } catch (InterruptedException | RuntimeException e) {
      trained.forEach(one -> one.recommender().close());
      throw e;
    }
  }
}
