// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.TrainingSet;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.trainer.histories.ShardReader;
import dev.segue.trainer.rounds.TrainingTask;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The data of one round, read once for all its algorithms. Not thread-safe. */
final class RoundData {
  private final String id;
  private final TrainingSet plays;
  private final Contents contents;
  private final Path contentFile;
  private ContentFile.Content content;

  private RoundData(String id, TrainingSet plays, Contents contents, Path contentFile) {
    this.id = id;
    this.plays = plays;
    this.contents = contents;
    this.contentFile = contentFile;
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
    return new RoundData(
        task.dataId(),
        new TrainingSet(listeners),
        contents,
        store.resolve("rounds/" + task.round + "/content.bin"));
  }

  String id() {
    return id;
  }

  TrainingSet plays() {
    return plays;
  }

  /**
   * The vectors as they were when the round first asked for them, also if that was before a crash.
   */
  ContentFile.Content content(String backbone) throws IOException, InterruptedException {
    if (content == null) {
      String owner = id + " " + backbone;
      Optional<ContentFile.Content> earlier = ContentFile.load(contentFile, owner);
      content =
          earlier.isPresent()
              ? earlier.get()
              : ContentFile.save(contentFile, owner, contents.read());
    }
    return content;
  }
}
