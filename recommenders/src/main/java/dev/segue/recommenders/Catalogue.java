// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tracks of a training set in popularity order: most distinct listeners first, then earliest
 * first play, then track id. A track's place in it is its index in every model. Immutable.
 */
public final class Catalogue {
  /** No tracks. */
  public static final Catalogue EMPTY = new Catalogue(List.of());

  private final List<String> ids;
  private final Map<String, Integer> indexes;

  private Catalogue(List<String> ids) {
    this.ids = List.copyOf(ids);
    this.indexes = new HashMap<>(ids.size() * 2);
    for (String id : ids) {
      indexes.put(id, indexes.size());
    }
  }

  /** The tracks that were played in this set. */
  public static Catalogue of(TrainingSet data) {
    Map<String, Long> firstPlays = data.firstPlays();
    Map<String, Integer> listeners = new HashMap<>();
    for (TrainingSet.Listener listener : data.listeners()) {
      for (Interaction interaction : listener.interactions()) {
        listeners.merge(interaction.heard().trackId(), 1, Integer::sum);
      }
    }
    Comparator<String> order =
        Comparator.comparing((String id) -> -listeners.get(id))
            .thenComparing(firstPlays::get)
            .thenComparing(Comparator.naturalOrder());
    return new Catalogue(listeners.keySet().stream().sorted(order).toList());
  }

  /**
   * Reads what {@link #save} wrote.
   *
   * @throws IOException if the file cannot be read or holds a track twice
   */
  public static Catalogue load(Path folder) throws IOException {
    Catalogue catalogue = new Catalogue(IdFile.read(folder.resolve(IdFile.ITEMS)));
    if (catalogue.indexes.size() != catalogue.ids.size()) {
      throw new IOException(folder.resolve(IdFile.ITEMS) + " holds a track twice");
    }
    return catalogue;
  }

  /** Writes {@code items.txt} into a folder. */
  public void save(Path folder) throws IOException {
    IdFile.write(folder.resolve(IdFile.ITEMS), ids);
  }

  /** The number of tracks. */
  public int size() {
    return ids.size();
  }

  /** The track ids, most popular first. */
  public List<String> ids() {
    return ids;
  }

  /** The id at this index. */
  public String id(int index) {
    return ids.get(index);
  }

  /** The index of this track, or -1. */
  public int indexOf(String trackId) {
    return indexes.getOrDefault(trackId, -1);
  }

  /** The indexes of the tracks of a history that are in the catalogue. */
  public BitSet heard(History history) {
    BitSet heard = new BitSet(size());
    for (HeardTrack track : history.tracks()) {
      int index = indexOf(track.trackId());
      if (index >= 0) {
        heard.set(index);
      }
    }
    return heard;
  }
}
