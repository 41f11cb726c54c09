// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import dev.segue.trainer.TrainerSettings;
import java.io.Serializable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * All that a training needs to know, in a form that can travel to another machine.
 *
 * @param store root of the object store
 * @param consumer properties of Kafka consumers
 * @param releases topic of the model releases
 * @param reports topic of the training reports
 * @param tracks topic of the catalogue
 * @param embeddings topic of the backbone's embeddings
 * @param backbone whose embeddings content algorithms read
 * @param seed of everything random
 * @param settings of each algorithm, by its name
 * @param timeout of one algorithm
 * @param warmStart whether a training starts from the active release
 * @param keepReleases artifacts of each model that stay
 * @param gateWindow the most history that a candidate is compared on
 * @param gateListeners the fewest test listeners that allow a verdict
 * @param gateLength of the lists that are compared
 */
public record TrainingPlan(
    String store,
    HashMap<String, Object> consumer,
    String releases,
    String reports,
    String tracks,
    String embeddings,
    String backbone,
    long seed,
    HashMap<String, HashMap<String, String>> settings,
    Duration timeout,
    boolean warmStart,
    int keepReleases,
    Duration gateWindow,
    int gateListeners,
    int gateLength)
    implements Serializable {

  /** The plan that these settings make. */
  public static TrainingPlan of(
      TrainerSettings trainer, KafkaSettings kafka, Topics topics, ObjectStore store) {
    HashMap<String, HashMap<String, String>> settings = new HashMap<>();
    trainer.algorithm().forEach((name, values) -> settings.put(name, new HashMap<>(values)));
    return new TrainingPlan(
        store.root().toString(),
        new HashMap<>(kafka.consumer(Map.of())),
        topics.modelReleases(),
        topics.trainingReports(),
        topics.tracks(),
        topics.trackEmbeddings(trainer.backbone()),
        trainer.backbone(),
        trainer.seed(),
        settings,
        trainer.trainingTimeout(),
        trainer.warmStart(),
        trainer.keepReleases(),
        trainer.gate().window(),
        trainer.gate().minListeners(),
        trainer.gate().k());
  }

  AlgorithmSettings settingsOf(String algorithm) {
    return new AlgorithmSettings(seed, settings.getOrDefault(algorithm, new HashMap<>()));
  }
}
