// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The labels of tracks as numbers.
 *
 * @param names of the outputs: classes, tags or the places of numbers
 * @param values by track: the class alone, a 0 or 1 for each tag, or the numbers
 */
record Targets(List<String> names, List<float[]> values) {
  private static final int NAMED = 5;

  /** How many values a probe puts out for a track. */
  int outputs() {
    return names.size();
  }

  /** Understands the labels; what is only in valid or test cannot be learned and is an error. */
  static Targets of(ProbeTask task, Path file, List<ProbeTrack> tracks) throws ProbeException {
    return switch (task) {
      case MULTI_CLASS -> classes(file, tracks);
      case MULTI_LABEL -> tags(file, tracks);
      case REGRESSION -> numbers(file, tracks);
      case KEY -> keys(file, tracks);
    };
  }

  private static Targets classes(Path file, List<ProbeTrack> tracks) throws ProbeException {
    for (ProbeTrack track : tracks) {
      single(file, track, "a class");
    }
    List<String> names = learnable(file, tracks);
    if (names.size() < 2) {
      throw new ProbeException(
          "%s: all of train has the class '%s'; there is nothing to tell apart"
              .formatted(file, names.get(0)));
    }
    return new Targets(
        names,
        tracks.stream().map(track -> new float[] {names.indexOf(track.labels().get(0))}).toList());
  }

  private static Targets tags(Path file, List<ProbeTrack> tracks) throws ProbeException {
    List<String> names = learnable(file, tracks);
    List<float[]> values = new ArrayList<>();
    for (ProbeTrack track : tracks) {
      float[] row = new float[names.size()];
      track.labels().forEach(label -> row[names.indexOf(label)] = 1);
      values.add(row);
    }
    return new Targets(names, values);
  }

  private static Targets numbers(Path file, List<ProbeTrack> tracks) throws ProbeException {
    int count = tracks.get(0).labels().size();
    List<float[]> values = new ArrayList<>();
    for (ProbeTrack track : tracks) {
      if (track.labels().size() != count || count == 0) {
        throw error(
            file,
            track,
            "it has %d numbers where line %d has %d"
                .formatted(track.labels().size(), tracks.get(0).line(), count));
      }
      float[] row = new float[count];
      for (int i = 0; i < count; i++) {
        row[i] = number(file, track, track.labels().get(i));
      }
      values.add(row);
    }
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      names.add(String.valueOf(i));
    }
    return new Targets(names, values);
  }

  private static Targets keys(Path file, List<ProbeTrack> tracks) throws ProbeException {
    List<float[]> values = new ArrayList<>();
    for (ProbeTrack track : tracks) {
      Optional<Integer> key = MusicalKey.parse(single(file, track, "a key"));
      values.add(
          new float[] {
            key.orElseThrow(
                () ->
                    error(
                        file,
                        track,
                        "'%s' is no key such as 'C# minor' or 'F major'"
                            .formatted(track.labels().get(0))))
          });
    }
    List<String> names = new ArrayList<>();
    for (int key = 0; key < MusicalKey.COUNT; key++) {
      names.add(MusicalKey.name(key));
    }
    return new Targets(names, values);
  }

  private static List<String> learnable(Path file, List<ProbeTrack> tracks) throws ProbeException {
    TreeSet<String> known = new TreeSet<>();
    tracks.stream()
        .filter(track -> track.split() == ProbeSplit.TRAIN)
        .forEach(track -> known.addAll(track.labels()));
    TreeMap<String, Integer> strange = new TreeMap<>();
    for (ProbeTrack track : tracks) {
      track.labels().stream()
          .filter(label -> !known.contains(label))
          .forEach(label -> strange.putIfAbsent(label, track.line()));
    }
    if (!strange.isEmpty()) {
      List<String> named =
          strange.entrySet().stream()
              .limit(NAMED)
              .map(entry -> "'%s' (line %d)".formatted(entry.getKey(), entry.getValue()))
              .toList();
      throw new ProbeException(
          "%s: %d labels occur in valid or test but never in train, so nothing can be learned of them: %s%s; move some of their tracks to train or take them out"
              .formatted(
                  file,
                  strange.size(),
                  String.join(", ", named),
                  strange.size() > NAMED ? ", …" : ""));
    }
    if (known.isEmpty()) {
      throw new ProbeException(file + ": no track of train has a label");
    }
    return List.copyOf(known);
  }

  private static String single(Path file, ProbeTrack track, String what) throws ProbeException {
    if (track.labels().size() != 1) {
      throw error(
          file, track, "it has %d labels; it needs one, %s".formatted(track.labels().size(), what));
    }
    return track.labels().get(0);
  }

  private static float number(Path file, ProbeTrack track, String text) throws ProbeException {
    try {
      float value = Float.parseFloat(text);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // The same message as for infinity.
    }
    throw error(file, track, "'%s' is no number".formatted(text));
  }

  private static ProbeException error(Path file, ProbeTrack track, String problem) {
    return new ProbeException("%s line %d: %s".formatted(file, track.line(), problem));
  }
}
