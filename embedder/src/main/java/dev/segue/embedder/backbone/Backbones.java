// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import dev.segue.embedder.backbone.conformer.MusicEncoderType;
import dev.segue.embedder.backbone.encodecmae.EncodecMaeType;
import dev.segue.embedder.backbone.jukebox.JukeboxType;
import dev.segue.embedder.backbone.mert.Mert;
import dev.segue.embedder.backbone.mfcc.Mfcc104;
import dev.segue.embedder.backbone.music2vec.Music2Vec;
import dev.segue.embedder.backbone.musicfm.MusicFmType;
import dev.segue.embedder.backbone.musicnn.Musicnn;
import dev.segue.runtime.config.NearestName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The backbones by name. A new one adds its line here. */
public final class Backbones {
  private static final Map<String, BackboneType> ALL =
      byName(
          List.of(
              EncodecMaeType.BASE,
              JukeboxType.TYPE,
              Mert.V1_95M,
              Mert.V1_330M,
              Mfcc104.TYPE,
              Music2Vec.V1,
              MusicFmType.TYPE,
              Musicnn.MSD,
              Musicnn.MTT,
              MusicEncoderType.BRANCHFORMER,
              MusicEncoderType.CONFORMER));

  private Backbones() {}

  /** The names that {@link #type} knows, sorted. */
  public static SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(ALL.keySet()));
  }

  /**
   * The backbone of a name.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists all
   */
  public static BackboneType type(String name) {
    BackboneType type = ALL.get(name);
    if (type == null) {
      throw new IllegalArgumentException(
          "there is no backbone '%s'%s (embedder.backbone); there are: %s"
              .formatted(
                  name,
                  NearestName.to(name, ALL.keySet())
                      .map(near -> ", did you mean '" + near + "'?")
                      .orElse(""),
                  String.join(", ", ALL.keySet())));
    }
    return type;
  }

  private static Map<String, BackboneType> byName(List<BackboneType> types) {
    Map<String, BackboneType> all = new TreeMap<>();
    types.forEach(type -> all.put(type.name(), type));
    return all;
  }
}
