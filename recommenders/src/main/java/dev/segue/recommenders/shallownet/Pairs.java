// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Who heard what, as rows of the two tables; listeners without a track that has a row are left out.
 *
 * @param listenerIds by row
 * @param heard by listener the rows of the tracks, in the order of the history
 * @param listeners of each pair
 * @param tracks of each pair
 * @param weights what each pair counts for
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Pairs(
    List<String> listenerIds, List<int[]> heard, int[] listeners, int[] tracks, float[] weights) {
  static Pairs of(TrainingSet data, Map<String, Integer> trackRows, boolean confidence) {
    List<String> ids = new ArrayList<>();
    List<int[]> heard = new ArrayList<>();
    List<Float> weights = new ArrayList<>();
    for (TrainingSet.Listener listener : data.listeners()) {
      List<HeardTrack> known =
          listener.interactions().stream()
              .map(Interaction::heard)
              .filter(track -> trackRows.containsKey(track.trackId()))
              .toList();
      if (known.isEmpty()) {
        continue;
      }
      ids.add(listener.userId());
      heard.add(known.stream().mapToInt(track -> trackRows.get(track.trackId())).toArray());
      known.forEach(track -> weights.add(confidence ? Confidence.of(track.plays()) : 1f));
    }
    return flat(ids, heard, weights);
  }

  int size() {
    return listeners.length;
  }

  private static Pairs flat(List<String> ids, List<int[]> heard, List<Float> weightList) {
    int[] listeners = new int[weightList.size()];
    int[] tracks = new int[listeners.length];
    float[] weights = new float[listeners.length];
    int at = 0;
    for (int row = 0; row < heard.size(); row++) {
      for (int track : heard.get(row)) {
        listeners[at] = row;
        tracks[at] = track;
        weights[at] = weightList.get(at);
        at++;
      }
    }
    return new Pairs(ids, heard, listeners, tracks, weights);
  }
}
