// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.runtime.storage.ObjectStore;
import dev.segue.trainer.RandomPlays;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A process that trains up to a step and then hangs: to be killed. */
final class KilledTraining {
  static final int HANGS_AT = 4;
  static final String READY = "hanging";

  private KilledTraining() {}

  /** Trains round 1 in the object store named by the argument. */
  public static void main(String[] arguments) throws Exception {
    ObjectStore store = ObjectStore.at(Path.of(arguments[0]));
    trainer(store, new Hanging())
        .train(Round.task(store, 1, "steps", RandomPlays.of(1, 500, 20, 50)));
  }

  static RoundTrainer trainer(ObjectStore store, StepByStep algorithm) {
    return new RoundTrainer(
        Round.plan(store, Map.of()),
        store,
        name -> Optional.empty(),
        () -> {
          throw new IOException("nothing here reads content");
        },
        name -> algorithm);
  }

  private static final class Hanging extends StepByStep {
    @Override
    void saved(String part, int step) throws InterruptedException {
      if (step == HANGS_AT) {
        new PrintStream(System.out, true, StandardCharsets.UTF_8).println(READY);
        Thread.sleep(Long.MAX_VALUE);
      }
    }
  }
}
