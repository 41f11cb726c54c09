// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A small catalogue of which the truth is known: a track's vector says its genre, with noise, and a
 * listener hears one genre and a few tracks of any. The last tracks of every genre were never
 * played.
 */
public final class Genres {
  /** Genres. */
  public static final int COUNT = 6;

  private static final int TRACKS = 24;
  private static final int PLAYED = 18;
  private static final int LISTENERS = 15;
  private static final int HEARD = 5;
  private static final int STRAYS = 2;
  private static final int DIMENSION = 8;

  private Genres() {}

  /** Few plays, and stray ones: what is heard together alone hardly tells the genres. */
  public static TrainingSet plays() {
    SplittableRandom random = new SplittableRandom(5);
    TrainingSetBuilder builder = new TrainingSetBuilder();
    for (int genre = 0; genre < COUNT; genre++) {
      for (int listener = 0; listener < LISTENERS; listener++) {
        for (int i = 0; i < HEARD; i++) {
          int of = i < STRAYS ? random.nextInt(COUNT) : genre;
          String track = track(of, random.nextInt(PLAYED));
          builder.add(new Play("fan " + genre + " " + listener, track, random.nextInt(1 << 30)));
        }
      }
    }
    return builder.build();
  }

  /** The content of all tracks, those that nobody played included. */
  public static TrackVectors content() {
    SplittableRandom random = new SplittableRandom(6);
    Map<String, float[]> vectors = new HashMap<>();
    for (int genre = 0; genre < COUNT; genre++) {
      float[] centre = vector(random, 1);
      for (int i = 0; i < TRACKS; i++) {
        float[] noise = vector(random, 0.5);
        for (int j = 0; j < DIMENSION; j++) {
          noise[j] += centre[j];
        }
        vectors.put(track(genre, i), noise);
      }
    }
    return new TrackVectors(DIMENSION, vectors);
  }

  /** The id of a track. */
  public static String track(int genre, int number) {
    return "genre " + genre + " track " + number;
  }

  /** Whether this track is of this genre. */
  public static boolean isOf(int genre, String trackId) {
    return trackId.startsWith("genre " + genre + " ");
  }

  /** Whether nobody played it. */
  public static boolean isCold(String trackId) {
    return Integer.parseInt(trackId.substring(trackId.lastIndexOf(' ') + 1)) >= PLAYED;
  }

  /**
   * How many of the first five tracks are of the genre of two heard ones; by listeners that
   * training never saw, one for each genre.
   */
  public static double precision(Recommender model, TrackFilter filter) {
    int hits = 0;
    for (int genre = 0; genre < COUNT; genre++) {
      History history =
          new History(
              "somebody",
              List.of(HeardTrack.once(track(genre, 0), 1), HeardTrack.once(track(genre, 1), 2)));
      for (ScoredTrack track : model.recommend(history, 5, filter)) {
        hits += isOf(genre, track.trackId()) ? 1 : 0;
      }
    }
    return hits / (5.0 * COUNT);
  }

  private static float[] vector(SplittableRandom random, double deviation) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      vector[i] = (float) (random.nextGaussian() * deviation);
    }
    return vector;
  }
}
