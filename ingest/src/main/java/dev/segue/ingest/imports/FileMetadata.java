// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.schemas.Ids;
import dev.segue.schemas.Track;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a file's place tells about its track: {@code tag/.../album/01 Artist - Title.ext}. */
final class FileMetadata {
  private static final Pattern TRACK_NUMBER = Pattern.compile("^\\d{1,3}\\s*[-._ ]\\s*(?=\\D)");
  private static final Pattern ARTIST_AND_TITLE = Pattern.compile("(.+?)\\s+-\\s+(.+)");
  private static final Pattern NOT_IN_AN_ID = Pattern.compile("[\\p{Cntrl}\\s]+");

  private FileMetadata() {}

  /** The track of a file, whose id is added to those already taken. */
  static Track of(Path relative, Set<String> takenIds) {
    List<String> folders = new ArrayList<>();
    for (int i = 0; i < relative.getNameCount() - 1; i++) {
      folders.add(relative.getName(i).toString());
    }
    String name =
        TRACK_NUMBER
            .matcher(withoutExtension(relative.getFileName().toString()).replace('_', ' '))
            .replaceFirst("")
            .strip();
    Matcher both = ARTIST_AND_TITLE.matcher(name);
    boolean named = both.matches();
    return Track.newBuilder()
        .setTrackId(id(relative, takenIds))
        .setTitle(named ? both.group(2) : name)
        .setArtists(named ? List.of(both.group(1)) : List.of())
        .setAlbum(folders.isEmpty() ? null : folders.get(folders.size() - 1))
        .setTags(folders)
        .build();
  }

  private static String id(Path relative, Set<String> taken) {
    String path = relative.toString().replace('\\', '/');
    String id = NOT_IN_AN_ID.matcher(withoutExtension(path)).replaceAll("-");
    if (Ids.problem("trackId", id).isPresent()) {
      id = "file:" + hash(path);
    }
    if (!taken.add(id)) {
      id = "file:" + hash(path);
      taken.add(id);
    }
    return id;
  }

  private static String hash(String path) {
    return UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static String withoutExtension(String name) {
    int dot = name.lastIndexOf('.');
    return dot > name.lastIndexOf('/') + 1 ? name.substring(0, dot) : name;
  }
}
