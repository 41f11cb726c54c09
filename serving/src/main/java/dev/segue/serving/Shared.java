// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What all tasks of an instance read and the global processors write.
 *
 * @param content the vectors by backbone
 */
record Shared(
    TrackCatalogue catalogue,
    Map<String, ContentIndex> content,
    Changes changes,
    ActiveModels models) {

  /** The tracks that came, changed or went at this time or later, as far as this instance knows. */
  List<String> changedSince(long time) {
    List<String> tracks = new ArrayList<>();
    catalogue.changedSince(time, tracks::add);
    content.values().forEach(index -> index.changedSince(time, tracks::add));
    return tracks;
  }
}
