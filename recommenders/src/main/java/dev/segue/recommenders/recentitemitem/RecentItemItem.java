// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.recentitemitem;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Algorithm;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.itemitem.SimilarityRows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Item-item with time in it. With age(u, a) the days from listener u's last play of a to the end of
 * the training, and n(u) the tracks of u:
 *
 * <pre>
 * score(b) = Σ_a x(a) · C(a, b)
 * x(a)     = (exp(−age(a) / input-days) + floor) / √(listeners(a) + 1)
 * C(a, b)  = Σ_u exp(−(age(u, a) + age(u, b)) / decay-days) / √n(u)       or, with within-days,
 * C(a, b)  = Σ_u exp(−|age(u, a) − age(u, b)| / within-days) / √n(u)
 * </pre>
 *
 * The answer to "what will somebody play in the next weeks", where next-track models answer "what
 * comes next"; the constants are those of 30Music's validation windows.
 */
public final class RecentItemItem implements Algorithm {
  /** The name on the command line. */
  public static final String NAME = "item-item-recent";

  private static final String UNTIL = "until";
  private static final String LISTENERS = "listeners";

  private record Hyperparameters(
      InputWeights input, double decay, double within, int maxHistory, int neighbours) {
    static Hyperparameters read(AlgorithmSettings settings, long newest) {
      SettingsReader reader = new SettingsReader(NAME, settings);
      long until = reader.number(UNTIL, newest, Long.MIN_VALUE, Long.MAX_VALUE);
      Hyperparameters read =
          new Hyperparameters(
              new InputWeights(
                  until,
                  reader.decimal("input-days", 90, 1e-3, 1e6),
                  reader.decimal("floor", 0.1, 0, 1)),
              reader.decimal("decay-days", 360, 1e-3, 1e6),
              reader.decimal("within-days", 0, 0, 1e6),
              (int) reader.number("max-history", 1000, 1, Integer.MAX_VALUE),
              (int) reader.number("neighbours", 0, 0, Integer.MAX_VALUE));
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
      TrainingSet data, TrackVectors content, AlgorithmSettings settings, TrainingRun run)
      throws InterruptedException {
    long newest = data.listeners().isEmpty() ? 0 : data.newestPlay() + 1;
    Hyperparameters read = Hyperparameters.read(settings, newest);
    Catalogue catalogue = Catalogue.of(data);
    RecentCoPlays plays =
        RecentCoPlays.of(data, catalogue, read.input().until(), read.maxHistory());
    SimilarityRows rows =
        read.within() > 0
            ? plays.closeTogether(read.within(), read.neighbours(), run.listener())
            : plays.decaying(read.decay(), read.neighbours(), run.listener());
    return new RecentItemItemRecommender(catalogue, rows, plays.listeners(), read.input());
  }

  @Override
  public void save(Recommender recommender, Path folder) throws IOException {
    RecentItemItemRecommender model = (RecentItemItemRecommender) recommender;
    model.catalogue().save(folder);
    List<Tensor> tensors = new ArrayList<>(model.rows().tensors());
    tensors.add(Tensor.of(LISTENERS, model.listeners(), model.listeners().length));
    Map<String, String> metadata = model.input().metadata();
    Safetensors.write(folder.resolve(Artifact.MODEL), tensors, metadata);
  }

  @Override
  public Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    Catalogue catalogue = Catalogue.load(artifact.folder());
    Safetensors model = Safetensors.open(artifact.folder().resolve(Artifact.MODEL));
    long[] counts = model.tensor(LISTENERS).toLongs();
    if (counts.length != catalogue.size()) {
      throw new IOException(
          "%s has %d counts of listeners for %d tracks"
              .formatted(artifact.folder(), counts.length, catalogue.size()));
    }
    int[] listeners = new int[counts.length];
    for (int i = 0; i < counts.length; i++) {
      listeners[i] = (int) counts[i];
    }
    return new RecentItemItemRecommender(
        catalogue,
        SimilarityRows.read(model, catalogue.size()),
        listeners,
        InputWeights.read(model.metadata()));
  }
}
