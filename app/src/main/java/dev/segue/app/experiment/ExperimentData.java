// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import dev.segue.app.UserError;
import dev.segue.app.evaluation.AudioVectors;
import dev.segue.app.evaluation.PlayLog;
import dev.segue.ingest.demo.DemoCatalogue;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.ingest.demo.SimulatedListeners;
import dev.segue.ingest.reader.LogOptions;
import dev.segue.ingest.reader.Rejects;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.evaluation.PlayTable;
import dev.segue.recommenders.evaluation.protocol.ProtocolInput;
import dev.segue.runtime.progress.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The data of an experiment, read once. */
final class ExperimentData {
  private static final long DEMO_SEED = 42;
  private static final int DEMO_TRACKS_PER_STYLE = 40;

  private final ProtocolInput input;
  private final Map<String, TrackVectors> vectors;

  private ExperimentData(ProtocolInput input, Map<String, TrackVectors> vectors) {
    this.input = input;
    this.vectors = vectors;
  }

  /**
   * Reads everything.
   *
   * @param file the experiment's; other files are named relative to it
   * @param into where the demo's audio goes
   * @param hearing how audio is heard
   */
  static ExperimentData read(
      Experiment experiment, Path file, Path into, Hearing hearing, Progress progress)
      throws IOException, InterruptedException {
    boolean demo = experiment.plays().equals(Optional.of(Experiment.DEMO));
    List<DemoTrack> catalogue =
        demo
            ? DemoCatalogue.compose(
                into.resolve("demo-audio"), DEMO_SEED, DEMO_TRACKS_PER_STYLE, progress)
            : List.of();
    PlayTable plays = new PlayTable();
    if (demo) {
      SimulatedListeners.generate(catalogue, DEMO_SEED, SimulatedListeners.LISTENERS)
          .forEach(play -> plays.add(PlayLog.play(play)));
    } else if (experiment.plays().isPresent()) {
      PlayLog.read(
          beside(file, experiment.plays().get()),
          LogOptions.NONE,
          Rejects.counting(),
          plays::add,
          progress);
    }
    Map<String, TrackVectors> vectors = new LinkedHashMap<>();
    Set<String> withContent = new HashSet<>();
    for (Experiment.Backbone backbone : experiment.backbones()) {
      TrackVectors read = vectors(backbone, file, into, hearing, progress);
      vectors.put(backbone.name(), read);
      withContent.addAll(read.byTrack().keySet());
    }
    Optional<Instant> split = experiment.split();
    if (demo && split.isEmpty()) {
      split = Optional.of(SimulatedListeners.SPLIT);
    }
    ProtocolInput input =
        new ProtocolInput(
            plays,
            split.map(at -> OptionalLong.of(at.toEpochMilli())).orElse(OptionalLong.empty()),
            withContent,
            experiment.artists().isPresent()
                ? artists(beside(file, experiment.artists().get()))
                : Map.of(),
            experiment
                .sessions()
                .map(
                    files ->
                        new ProtocolInput.SessionFiles(
                            beside(file, files.train()), beside(file, files.test()))));
    return new ExperimentData(input, vectors);
  }

  ProtocolInput input() {
    return input;
  }

  /** The vectors of a backbone; none for the random one and for no backbone. */
  TrackVectors vectors(String backbone) {
    return vectors.getOrDefault(backbone, TrackVectors.NONE);
  }

  /** Changes with the vectors of a backbone. */
  String contentId(String backbone) {
    MessageDigest digest = sha256();
    new TreeMap<>(vectors(backbone).byTrack())
        .forEach(
            (track, vector) -> {
              digest.update(track.getBytes(StandardCharsets.UTF_8));
              ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES);
              bytes.asFloatBuffer().put(vector);
              digest.update(bytes);
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Changes with the set of tracks that have content: several protocols ask only about those. */
  String tracksId() {
    MessageDigest digest = sha256();
    new TreeSet<>(input.contentTracks())
        .forEach(track -> digest.update((track + '\n').getBytes(StandardCharsets.UTF_8)));
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static TrackVectors vectors(
      Experiment.Backbone backbone, Path file, Path into, Hearing hearing, Progress progress)
      throws IOException, InterruptedException {
    if (backbone.random()) {
      return TrackVectors.NONE;
    }
    if (backbone.vectors().isPresent()) {
      return VectorFile.read(beside(file, backbone.vectors().get()));
    }
    Path audio =
        backbone.audio().map(folder -> beside(file, folder)).orElse(into.resolve("demo-audio"));
    return AudioVectors.of(audio, hearing.settings(backbone, file), hearing.cache(), progress);
  }

  private static Map<String, String> artists(Path file) throws IOException {
    Map<String, String> artists = new HashMap<>();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] fields = line.split("\t", 2);
        if (fields.length == 2) {
          artists.put(fields[0], fields[1]);
        }
      }
    }
    if (artists.isEmpty()) {
      throw new UserError(file + " holds no line of the form track<TAB>artist");
    }
    return artists;
  }

  private static Path beside(Path file, String name) {
    return file.toAbsolutePath().resolveSibling(name).normalize();
  }
}
