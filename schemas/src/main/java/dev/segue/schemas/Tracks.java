// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.util.List;
import java.util.Optional;

/**
 * The one set of rules about what a usable {@link Track} is. A track that keeps them fits in a
 * record of Kafka's default size, 1 MiB.
 */
public final class Tracks {
  /** The longest title or album, in bytes of UTF-8. */
  public static final int MAX_NAME_BYTES = 1024;

  /** The most artists. */
  public static final int MAX_ARTISTS = 128;

  /** The most tags. */
  public static final int MAX_TAGS = 512;

  /** The longest tag, in bytes of UTF-8. */
  public static final int MAX_TAG_BYTES = 256;

  /** The longest lyrics, in bytes of UTF-8; an opera's libretto has about 200,000. */
  public static final int MAX_LYRICS_BYTES = 384 * 1024;

  private static final int MAX_LANGUAGE_BYTES = 64;
  private static final int MAX_URI_BYTES = 4096;

  private Tracks() {}

  /**
   * Why this track cannot be used, for people; empty if it can. The id is not looked at: one that
   * is still to be derived is empty.
   */
  public static Optional<String> problem(Track track) {
    return Texts.problem("title", track.getTitle(), MAX_NAME_BYTES)
        .or(() -> Texts.problem("album", track.getAlbum(), MAX_NAME_BYTES))
        .or(() -> problem("artists", track.getArtists(), MAX_ARTISTS, MAX_NAME_BYTES))
        .or(() -> problem("tags", track.getTags(), MAX_TAGS, MAX_TAG_BYTES))
        .or(() -> Texts.problem("language", track.getLanguage(), MAX_LANGUAGE_BYTES))
        .or(() -> Texts.problem("lyrics", track.getLyrics(), MAX_LYRICS_BYTES))
        .or(() -> Texts.problem("audioUri", track.getAudioUri(), MAX_URI_BYTES));
  }

  private static Optional<String> problem(
      String field, List<String> texts, int most, int maxBytes) {
    if (texts.size() > most) {
      return Optional.of(field + " has more than " + most + " entries");
    }
    for (int i = 0; i < texts.size(); i++) {
      Optional<String> problem = Texts.problem(field + "[" + i + "]", texts.get(i), maxBytes);
      if (problem.isPresent()) {
        return problem;
      }
    }
    return Optional.empty();
  }
}
