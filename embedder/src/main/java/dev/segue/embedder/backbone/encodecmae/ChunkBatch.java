// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.encodecmae;

import java.util.ArrayList;
import java.util.List;

/** Chunks of one length, of one or several clips. */
final class ChunkBatch {
  private final float[][] clips;
  private final int length;
  private final List<Place> places;

  private record Place(int clip, int offset) {}

  private ChunkBatch(float[][] clips, int length, List<Place> places) {
    this.clips = clips;
    this.length = length;
    this.places = places;
  }

  /**
   * Cuts clips of one length into chunks one after the other; the last of a clip may be shorter.
   *
   * @param clips {@code [clips][samples]}
   * @param most chunks of a batch
   */
  static List<ChunkBatch> of(float[][] clips, int chunk, int most) {
    List<Place> whole = new ArrayList<>();
    List<Place> rest = new ArrayList<>();
    int last = 0;
    for (int clip = 0; clip < clips.length; clip++) {
      int offset = 0;
      for (; offset + chunk <= clips[clip].length; offset += chunk) {
        whole.add(new Place(clip, offset));
      }
      last = clips[clip].length - offset;
      if (last > 0) {
        rest.add(new Place(clip, offset));
      }
    }
    List<ChunkBatch> batches = new ArrayList<>();
    addTo(batches, clips, chunk, whole, most);
    addTo(batches, clips, last, rest, most);
    return batches;
  }

  /** How many chunks there are. */
  int size() {
    return places.size();
  }

  /** Samples of each chunk. */
  int length() {
    return length;
  }

  /** The clip of each chunk. */
  int[] clips() {
    return places.stream().mapToInt(Place::clip).toArray();
  }

  /** The samples of some chunks one after the other. */
  float[] samples(int from, int to) {
    float[] samples = new float[(to - from) * length];
    for (int i = from; i < to; i++) {
      Place place = places.get(i);
      System.arraycopy(clips[place.clip], place.offset, samples, (i - from) * length, length);
    }
    return samples;
  }

  private static void addTo(
      List<ChunkBatch> batches, float[][] clips, int length, List<Place> places, int most) {
    for (int from = 0; from < places.size(); from += most) {
      int to = Math.min(places.size(), from + most);
      batches.add(new ChunkBatch(clips, length, List.copyOf(places.subList(from, to))));
    }
  }
}
