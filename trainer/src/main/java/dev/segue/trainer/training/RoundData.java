// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingSet;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.trainer.histories.ShardReader;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The data of one round, read once for all its algorithms. Not thread-safe. */
final class RoundData {
  private final String id;
  private final TrainingSet plays;
  private final Contents contents;
  private TrackVectors content;

  private RoundData(String id, TrainingSet plays, Contents contents) {
    this.id = id;
    this.plays = plays;
    this.contents = contents;
  }

  /**
   * Reads the shards.
   *
   * @throws IOException if one is missing or damaged, or nobody has played anything
   */
  static RoundData read(TrainingTask task, ObjectStore store, Contents contents)
      throws IOException {
    List<TrainingSet.Listener> listeners = new ArrayList<>();
    ShardReader reader = new ShardReader();
    for (String file : task.files) {
      listeners.addAll(reader.read(store.resolve(file)));
    }
    if (listeners.isEmpty()) {
      throw new IOException("there are no plays to train on; publish some first");
    }
    return new RoundData(task.dataId(), new TrainingSet(listeners), contents);
  }

  String id() {
    return id;
  }

  TrainingSet plays() {
    return plays;
  }

  TrackVectors content() throws IOException, InterruptedException {
    if (content == null) {
      content = contents.read();
    }
    return content;
  }
}
