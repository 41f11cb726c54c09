// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.evaluation.Play;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Where sessions come from. */
public final class Sessions {
  /** More than the longest session has tracks. */
  private static final long APART_MS = Duration.ofHours(1).toMillis();

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Sessions() {}

  /**
   * Cuts the plays of each listener where nothing was played for longer than {@code gap}. The same
   * track at the same time counts once: it is one event that came twice.
   *
   * @return the sessions, ordered by listener and time
   */
  public static List<Session> of(Iterable<Play> plays, Duration gap) {
    Map<String, List<Play>> byUser = new TreeMap<>();
    plays.forEach(
        play -> byUser.computeIfAbsent(play.userId(), user -> new ArrayList<>()).add(play));
    List<Session> sessions = new ArrayList<>();
    byUser.values().forEach(log -> cut(log, gap.toMillis(), sessions));
    return sessions;
  }

  /**
   * Reads a file of one session a line, tracks with white space between them, oldest session first;
   * {@code .gz} is unpacked. Sessions have no times there: each starts an hour after the one
   * before.
   *
   * @param from the start of the first session, ms since 1970
   * @throws IOException if it cannot be read or holds no session
   */
  public static List<Session> read(Path file, long from) throws IOException {
    List<Session> sessions = new ArrayList<>();
    String name = file.getFileName().toString();
    try (InputStream bytes = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    name.endsWith(".gz") ? new GZIPInputStream(bytes) : bytes,
                    StandardCharsets.UTF_8))) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          sessions.add(
              new Session(
                  "%s:%09d".formatted(name, number),
                  from + number * APART_MS,
                  List.of(SPACE.split(line.trim()))));
        }
      }
    }
    if (sessions.isEmpty()) {
      throw new IOException(file + " holds no session; write one a line, tracks in order");
    }
    return sessions;
  }

  private static void cut(List<Play> log, long gap, List<Session> sessions) {
    log.sort(Comparator.comparingLong(Play::playedAtMs));
    List<String> tracks = new ArrayList<>();
    long startedAt = 0;
    Play last = null;
    for (Play play : log) {
      if (play.equals(last)) {
        continue;
      }
      // A difference too large for a long is negative.
      long pause = last == null ? 0 : play.playedAtMs() - last.playedAtMs();
      if (last != null && (pause > gap || pause < 0)) {
        sessions.add(new Session(last.userId(), startedAt, tracks));
        tracks.clear();
      }
      if (tracks.isEmpty()) {
        startedAt = play.playedAtMs();
      }
      tracks.add(play.trackId());
      last = play;
    }
    if (last != null) {
      sessions.add(new Session(last.userId(), startedAt, tracks));
    }
  }
}
