// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.popularity;

import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Tracks by their number of plays in the last days of the training set; of two with equal plays the
 * one first played in these days comes first.
 */
public final class RecentPopularity implements Algorithm {
  private static final String NAME = "popularity-30d";
  private static final String UNTIL = "until";

  private record Hyperparameters(long days, long until) {
    static Hyperparameters read(AlgorithmSettings settings, long newest) {
      SettingsReader reader = new SettingsReader(NAME, settings);
      Hyperparameters read =
          new Hyperparameters(
              reader.number("window-days", 30, 1, 36_500),
              reader.number(UNTIL, newest + 1, 0, Long.MAX_VALUE));
      reader.finish();
      return read;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean needsContent() {
    return false;
  }

  @Override
  public AlgorithmSettings cutAt(long until, AlgorithmSettings settings) {
    return settings.with(UNTIL, Long.toString(until));
  }

  @Override
  public void check(AlgorithmSettings settings) {
    Hyperparameters.read(settings, 0);
  }

  @Override
  public Recommender train(
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run) {
    long newest = data.listeners().isEmpty() ? 0 : data.newestPlay();
    Hyperparameters read = Hyperparameters.read(settings, newest);
    long from = read.until() - Duration.ofDays(read.days()).toMillis();
    return recommender(data, from, read.until());
  }

  /** Counts plays from {@code from} until before {@code until}, and when the first of them was. */
  private static Recommender recommender(TrainingSet data, long from, long until) {
    Catalogue catalogue = Catalogue.of(data);
    long[] plays = new long[catalogue.size()];
    long[] first = new long[catalogue.size()];
    Arrays.fill(first, Long.MAX_VALUE);
    for (TrainingSet.Listener one : data.listeners()) {
      for (Interaction interaction : one.interactions()) {
        int track = catalogue.indexOf(interaction.heard().trackId());
        for (long at : interaction.playedAt()) {
          if (at >= from && at < until) {
            plays[track]++;
            first[track] = Math.min(first[track], at);
          }
        }
      }
    }
    return new PopularityRecommender(NAME, catalogue, plays, first);
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    ((PopularityRecommender) recommender).save(folder);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    return PopularityRecommender.load(NAME, artifact);
  }
}
