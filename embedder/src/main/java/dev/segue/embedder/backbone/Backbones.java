// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import dev.segue.embedder.backbone.mfcc.Mfcc104;
import dev.segue.runtime.config.NearestName;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The backbones by name. A new one adds its line here. */
public final class Backbones {
  private static final Map<String, Supplier<Backbone>> ALL =
      new TreeMap<>(Map.of(Mfcc104.NAME, Mfcc104::standard));

  private Backbones() {}

  /** The names that {@link #open} knows, sorted. */
  public static SortedSet<String> names() {
    return new TreeSet<>(ALL.keySet());
  }

  /**
   * Makes a backbone, which the caller closes.
   *
   * @throws IllegalArgumentException if there is none of this name; the message lists all
   */
  public static Backbone open(String name) {
    Supplier<Backbone> maker = ALL.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "there is no backbone '%s'%s (embedder.backbone); there are: %s"
              .formatted(
                  name,
                  NearestName.to(name, ALL.keySet())
                      .map(near -> ", did you mean '" + near + "'?")
                      .orElse(""),
                  String.join(", ", ALL.keySet())));
    }
    return maker.get();
  }
}
