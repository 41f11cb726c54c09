// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import dev.segue.recommenders.bert4rec.Bert4Rec;
import dev.segue.recommenders.ease.Ease;
import dev.segue.recommenders.fusion.Fusion;
import dev.segue.recommenders.gru4rec.Gru4Rec;
import dev.segue.recommenders.gsasrec.Gsasrec;
import dev.segue.recommenders.itemitem.ItemItem;
import dev.segue.recommenders.knn.Knn;
import dev.segue.recommenders.neuralitemitem.NeuralItemItem;
import dev.segue.recommenders.popularity.Popularity;
import dev.segue.recommenders.popularity.RecentPopularity;
import dev.segue.recommenders.random.RandomOrder;
import dev.segue.recommenders.recentitemitem.RecentItemItem;
import dev.segue.recommenders.sasrec.Sasrec;
import dev.segue.recommenders.shallownet.ShallowNet;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every algorithm there is, by name. A new one is one line here. */
public final class Algorithms {
  private static final Map<String, Algorithm> BY_NAME = new LinkedHashMap<>();

  static {
    register(new RandomOrder());
    register(new Popularity());
    register(new RecentPopularity());
    register(new ItemItem());
    register(new RecentItemItem());
    register(new Ease());
    register(new Knn());
    register(new ShallowNet());
    register(new NeuralItemItem());
    register(new Gru4Rec());
    register(new Sasrec());
    register(new Gsasrec());
    register(new Bert4Rec());
    register(new Fusion());
  }

  private Algorithms() {}

  /** The names, simplest algorithm first. */
  public static List<String> names() {
    return List.copyOf(BY_NAME.keySet());
  }

  /**
   * The algorithm of this name.
   *
   * @throws IllegalArgumentException if there is none, naming those there are
   */
  public static Algorithm named(String name) {
    Algorithm algorithm = BY_NAME.get(name);
    if (algorithm == null) {
      throw new IllegalArgumentException(
          "there is no algorithm %s%s There are %s"
              .formatted(
                  name, NearestName.hint(name, BY_NAME.keySet()), String.join(", ", names())));
    }
    return algorithm;
  }

  /**
   * Reads the model out of an opened artifact with the algorithm that wrote it.
   *
   * @param content the vectors that a content recommender starts with
   * @throws IOException if the artifact holds something else than its algorithm writes
   */
  public static Recommender load(Artifact artifact, TrackVectors content) throws IOException {
    return named(artifact.algorithm()).load(artifact, content);
  }

  private static void register(Algorithm algorithm) {
    BY_NAME.put(algorithm.name(), algorithm);
  }
}
