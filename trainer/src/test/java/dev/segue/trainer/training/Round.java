// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Topics;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.histories.ShardWriter;
import dev.segue.trainer.histories.TrackHistory;
import dev.segue.trainer.plays.Play;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes tasks with their shards, and plans, without a job around them. */
final class Round {
  private Round() {}

  static TrainingPlan plan(ObjectStore store, Map<String, String> settings) {
    return TrainingPlan.of(
        Settings.of(TrainerSettings.class, settings),
        KafkaSettings.at("localhost:1"),
        Topics.standard(),
        store);
  }

  static TrainingTask task(ObjectStore store, long round, String algorithm, List<PlayEvent> plays)
      throws IOException {
    TrainingTask task = new TrainingTask();
    task.round = round;
    task.algorithm = algorithm;
    task.files = new String[] {"rounds/" + round + "/shard-0-of-1.bin"};
    Map<String, Map<String, TrackHistory>> histories = new HashMap<>();
    for (PlayEvent event : plays) {
      histories
          .computeIfAbsent(event.getUserId(), user -> new HashMap<>())
          .computeIfAbsent(event.getTrackId(), track -> new TrackHistory())
          .add(Play.of(event), 100);
    }
    try (ShardWriter writer = new ShardWriter(store.resolve(task.files[0]))) {
      for (var listener : histories.entrySet()) {
        writer.write(listener.getKey(), listener.getValue().entrySet());
      }
      task.checksums = new long[] {writer.finish()};
    }
    return task;
  }
}
