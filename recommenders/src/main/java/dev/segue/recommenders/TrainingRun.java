// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What surrounds one training.
 *
 * @param listener hears how it goes on
 * @param checkpoints a folder of this training alone: a long training saves its state there, and
 *     goes on from it when the same training (same data, settings and previous model) is started
 *     again after it was killed; empty for none
 * @param previous an earlier model of the same algorithm whose weights are a better start than
 *     random ones; empty to start afresh
 */
public record TrainingRun(
    TrainingListener listener, Optional<Path> checkpoints, Optional<Artifact> previous) {
  /** Starts afresh, saves nothing and tells nobody. */
  public static final TrainingRun SILENT = heardBy(TrainingListener.SILENT);

  /** Starts afresh and saves nothing. */
  public static TrainingRun heardBy(TrainingListener listener) {
    return new TrainingRun(listener, Optional.empty(), Optional.empty());
  }

  /** Reads a model. */
  @FunctionalInterface
  public interface Reader<M> {
    /** The model in this artifact. */
    M read(Artifact artifact) throws IOException;
  }

  /**
   * The previous model, if there is one.
   *
   * @throws UncheckedIOException if it cannot be read
   */
  public <M> Optional<M> previous(Reader<M> reader) {
    return previous.map(
        artifact -> {
          try {
            return reader.read(artifact);
          } catch (IOException e) {
            throw new UncheckedIOException("the previous model cannot be read", e);
          }
        });
  }

  /** The same with a folder for checkpoints. */
  public TrainingRun savedIn(Path folder) {
    return new TrainingRun(listener, Optional.of(folder), previous);
  }

  /** The same from this model on. */
  public TrainingRun from(Artifact model) {
    return new TrainingRun(listener, checkpoints, Optional.of(model));
  }
}
