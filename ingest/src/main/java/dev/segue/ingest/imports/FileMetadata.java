// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.schemas.Track;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a file's tags tell about its track, and else its place: {@code tag/.../album/01 Artist -
 * Title.ext}. A name that cannot be decoded tells nothing.
 */
final class FileMetadata {
  private static final Pattern TRACK_NUMBER = Pattern.compile("^\\d{1,3}\\s*[-._ ]\\s*(?=\\D)");
  private static final Pattern ARTIST_AND_TITLE = Pattern.compile("(.+?)\\s+-\\s+(.+)");

  private FileMetadata() {}

  /** The track of a file, still without an id. */
  static Track of(Path relative, Map<String, String> tags) {
    List<String> folders = new ArrayList<>();
    for (int i = 0; i < relative.getNameCount() - 1; i++) {
      folders.add(relative.getName(i).toString());
    }
    folders.removeIf(folder -> !isDecoded(folder));
    Track.Builder track = named(relative.getFileName().toString());
    String title = tags.getOrDefault("title", "").strip();
    if (!title.isEmpty()) {
      track.setTitle(title);
    }
    List<String> artists = artists(tags.getOrDefault("artist", ""));
    if (!artists.isEmpty()) {
      track.setArtists(artists);
    }
    String album = tags.getOrDefault("album", "").strip();
    if (album.isEmpty() && !folders.isEmpty()) {
      album = folders.get(folders.size() - 1);
    }
    return track.setAlbum(album.isEmpty() ? null : album).setTags(folders).build();
  }

  private static Track.Builder named(String fileName) {
    Track.Builder track = Track.newBuilder().setTrackId("").setArtists(List.of());
    if (!isDecoded(fileName)) {
      return track;
    }
    String name =
        TRACK_NUMBER.matcher(withoutExtension(fileName).replace('_', ' ')).replaceFirst("").strip();
    Matcher both = ARTIST_AND_TITLE.matcher(name);
    return both.matches()
        ? track.setTitle(both.group(2)).setArtists(List.of(both.group(1)))
        : track.setTitle(name);
  }

  // ID3v2.4 separates several artists by U+0000, which ffmpeg makes a semicolon.
  private static List<String> artists(String tag) {
    return Arrays.stream(tag.split(";"))
        .map(String::strip)
        .filter(artist -> !artist.isEmpty())
        .toList();
  }

  /** Whether all bytes of a file's name are characters: Java replaces those that are none. */
  static boolean isDecoded(String name) {
    return name.indexOf('\uFFFD') < 0;
  }

  private static String withoutExtension(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
