// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.ChronologicalSplit;
import dev.segue.recommenders.evaluation.PlayTable;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The data that protocols choose from.
 *
 * @param plays the listening log; empty if there are only session files
 * @param at where to cut it, ms since 1970
 * @param contentTracks the tracks with content, see {@link ColdItemsProtocol}
 * @param artistOf the artists by track, as far as they are known
 * @param sessions files of sessions, to train on and to test on
 */
public record ProtocolInput(
    PlayTable plays,
    OptionalLong at,
    Set<String> contentTracks,
    Map<String, String> artistOf,
    Optional<SessionFiles> sessions) {

  /** Sessions to train on and to test on, see {@link Sessions#read}. */
  public record SessionFiles(Path train, Path test) {}

  /** A log without content, artists and session files. */
  public static ProtocolInput of(PlayTable plays, long at) {
    return new ProtocolInput(plays, OptionalLong.of(at), Set.of(), Map.of(), Optional.empty());
  }

  /**
   * The cut.
   *
   * @throws IllegalArgumentException if there is none or no plays to cut
   */
  long cut(String protocol) {
    needPlays(protocol);
    return at.orElseThrow(
        () ->
            new IllegalArgumentException(
                protocol + " needs a moment at which the log is cut; name one inside it"));
  }

  ChronologicalSplit split(String protocol) {
    return ChronologicalSplit.of(plays, cut(protocol));
  }

  TrainingSet training() {
    TrainingSetBuilder builder = new TrainingSetBuilder();
    plays.forEach(builder::add);
    return builder.build();
  }

  void needPlays(String protocol) {
    if (plays.size() == 0) {
      throw new IllegalArgumentException(protocol + " needs a listening log; this one is empty");
    }
  }
}
