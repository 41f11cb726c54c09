// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Catalogue;

/** Tables with a row for each track, from one catalogue to the next. */
public final class TrackRows {
  private TrackRows() {}

  /**
   * A table in which the tracks that were known before have the rows that they had.
   *
   * @param now {@code [tracks + more][width]}; new tracks keep its rows
   * @param then the same of an earlier model; of another width, nothing of it is taken
   * @param catalogue of {@code now}
   * @param known of {@code then}
   * @param last how many rows at the end are no tracks' and are taken, too
   */
  public static Tensor carried(
      Tensor now, Tensor then, Catalogue catalogue, Catalogue known, int last) {
    if (!now.shape().get(1).equals(then.shape().get(1))) {
      return now;
    }
    int width = Math.toIntExact(now.shape().get(1));
    float[] rows = now.toFloats();
    float[] old = then.toFloats();
    for (int i = 0; i < catalogue.size(); i++) {
      int from = known.indexOf(catalogue.id(i));
      if (from >= 0) {
        System.arraycopy(old, from * width, rows, i * width, width);
      }
    }
    int rest = last * width;
    System.arraycopy(old, old.length - rest, rows, rows.length - rest, rest);
    return Tensor.of(now.name(), rows, now.shape().get(0), width);
  }
}
