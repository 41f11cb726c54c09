// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tracks a probe learns from and is measured on: a UTF-8 file of tab-separated columns with a
 * header line that names {@code path}, {@code label} (or {@code labels}) and {@code split}; other
 * columns are ignored. Paths are relative to the manifest, several labels are separated by {@code
 * |}, splits are {@code train}, {@code valid} and {@code test}.
 *
 * @param tracks in the order of the file
 */
public record ProbeManifest(Path file, List<ProbeTrack> tracks) {
  private static final String HEADER = "path<TAB>label<TAB>split";

  /** Copies the list. */
  public ProbeManifest {
    tracks = List.copyOf(tracks);
  }

  /**
   * Reads a manifest. Whether the audio is there is not looked at.
   *
   * @throws ProbeException naming the line that cannot be understood, or the split that is empty
   * @throws IOException if the file cannot be read
   */
  public static ProbeManifest read(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      Reader reader = new Reader(file, lines.readLine());
      int number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          reader.add(line, number);
        }
      }
      ProbeManifest manifest = new ProbeManifest(file, reader.tracks);
      manifest.requireAllSplits(manifest.tracks, "");
      return manifest;
    } catch (MalformedInputException e) {
      throw new ProbeException(file + " is not UTF-8 text");
    }
  }

  /** How many of some tracks are in a split. */
  static long count(List<ProbeTrack> tracks, ProbeSplit split) {
    return tracks.stream().filter(track -> track.split() == split).count();
  }

  void requireAllSplits(List<ProbeTrack> present, String condition) throws ProbeException {
    for (ProbeSplit split : ProbeSplit.values()) {
      if (count(present, split) == 0) {
        throw new ProbeException(
            "%s: there are no tracks in the split '%s'%s; a probe needs some in train, valid and test"
                .formatted(file, split.label(), condition));
      }
    }
  }

  private static final class Reader {
    private final Path file;
    private final int columns;
    private final int path;
    private final int label;
    private final int split;
    private final List<ProbeTrack> tracks = new ArrayList<>();
    private final Map<Path, Integer> lines = new HashMap<>();

    Reader(Path file, String header) throws ProbeException {
      this.file = file;
      String text = header == null ? "" : header.replaceFirst("^\uFEFF", "");
      List<String> names = Arrays.stream(text.split("\t", -1)).map(String::strip).toList();
      columns = names.size();
      path = names.indexOf("path");
      label = Math.max(names.indexOf("label"), names.indexOf("labels"));
      split = names.indexOf("split");
      if (path < 0 || label < 0 || split < 0) {
        throw new ProbeException(
            "%s line 1: the header has to name the columns %s, not '%s'"
                .formatted(file, HEADER, text));
      }
    }

    void add(String line, int number) throws ProbeException {
      String[] fields = line.split("\t", -1);
      if (fields.length != columns) {
        throw error(
            number, "it has %d columns where the header has %d".formatted(fields.length, columns));
      }
      Path audio = audio(fields[path].strip(), number);
      List<String> labels =
          Arrays.stream(fields[label].split("\\|"))
              .map(String::strip)
              .filter(name -> !name.isEmpty())
              .toList();
      tracks.add(new ProbeTrack(audio, labels, split(fields[split].strip(), number), number));
    }

    private Path audio(String name, int number) throws ProbeException {
      if (name.isEmpty()) {
        throw error(number, "the path is empty");
      }
      try {
        Path audio = file.toAbsolutePath().resolveSibling(name).normalize();
        Integer earlier = lines.putIfAbsent(audio, number);
        if (earlier != null) {
          throw error(number, "%s stands in line %d already".formatted(name, earlier));
        }
        return audio;
      } catch (InvalidPathException e) {
        throw error(number, "this is no path: " + e.getMessage());
      }
    }

    private ProbeSplit split(String name, int number) throws ProbeException {
      for (ProbeSplit known : ProbeSplit.values()) {
        if (known.label().equals(name)) {
          return known;
        }
      }
      throw error(number, "the split is '%s'; it has to be train, valid or test".formatted(name));
    }

    private ProbeException error(int number, String problem) {
      return new ProbeException("%s line %d: %s".formatted(file, number, problem));
    }
  }
}
