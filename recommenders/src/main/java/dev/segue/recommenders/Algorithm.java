// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.io.IOException;
import java.nio.file.Path;

/** A family of recommenders: how to train one, write it down and read it back. */
public interface Algorithm {
  /** Its name on the command line. */
  String name();

  /** Whether it reads content vectors unless a setting says otherwise. */
  boolean needsContent();

  /**
   * Whether it reads content vectors with these settings: what the setting {@code content} says,
   * which the algorithms with and without content have in common, else {@link #needsContent}.
   */
  default boolean readsContent(AlgorithmSettings settings) {
    String content = settings.values().get("content");
    return content == null ? needsContent() : Boolean.parseBoolean(content);
  }

  /** Whether it also trains where no track has content: from plays alone. */
  default boolean trainsWithoutContent() {
    return !needsContent();
  }

  /**
   * Checks settings without training.
   *
   * @throws IllegalArgumentException if one is unknown or out of range
   */
  void check(AlgorithmSettings settings);

  /**
   * Trains on everything in the set. The result depends on nothing but the data, the content, the
   * settings and the run's previous model: not on checkpoints, nor on how often it was interrupted.
   *
   * @throws IllegalArgumentException if a setting is unknown or out of range, or content is needed
   *     and missing
   * @throws InterruptedException if the thread was interrupted; training stops soon after, and its
   *     checkpoints stay
   */
  Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException;

  /** Trains afresh, without checkpoints. */
  default Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingListener listener)
      throws InterruptedException {
    return train(data, content, settings, TrainingRun.heardBy(listener));
  }

  /**
   * The settings for a training set that was cut at a known time. The default ignores the time; an
   * algorithm that counts back from the end of the set reads it.
   *
   * @param until ms since 1970; every play of the set is before it
   */
  default AlgorithmSettings cutAt(long until, AlgorithmSettings settings) {
    return settings;
  }

  /** Writes the model's own files ({@code model.safetensors}, {@code items.txt}) into a folder. */
  void save(Recommender recommender, Path folder) throws IOException;

  /**
   * Reads a model whose files were checked; content recommenders start with these vectors.
   *
   * @throws IOException if the files are not what {@link #save} writes
   */
  Recommender load(Artifact artifact, TrackVectors content) throws IOException;
}
