// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.Track;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Tells which tracks are offered with audio: those that name some, unless the embedder refused this
 * very record and no backbone has heard the track.
 */
final class Playable {
  private final Queries queries;
  private final Collection<ContentIndex> content;

  Playable(Queries queries, Collection<ContentIndex> content) {
    this.queries = queries;
    this.content = content;
  }

  boolean test(Track track) {
    return track.getAudioUri() != null
        && (content.stream().anyMatch(index -> index.has(track.getTrackId()))
            || queries.refused(track.getTrackId()).filter(sameAudio(track)).isEmpty());
  }

  private static Predicate<Track> sameAudio(Track track) {
    return refused ->
        Objects.equals(refused.getAudioUri(), track.getAudioUri())
            && Objects.equals(refused.getAudioSha256(), track.getAudioSha256());
  }
}
