// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import dev.segue.schemas.PlayEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Merge sort by {@code playedAt} that holds a bounded number of plays: sorted runs go to temporary
 * files, which are merged and deleted. Plays of one instant keep their order.
 */
final class ExternalSort implements PlaySource {
  private static final Comparator<PlayEvent> BY_TIME = Comparator.comparing(PlayEvent::getPlayedAt);

  private final Path folder;
  private final List<SortedRun> runs;
  private final PriorityQueue<Head> heads = new PriorityQueue<>();

  /** The next play of a run; runs are numbered in the order of the log, which breaks ties. */
  private record Head(PlayEvent play, int run) implements Comparable<Head> {
    @Override
    public int compareTo(Head other) {
      int byTime = BY_TIME.compare(play, other.play);
      return byTime != 0 ? byTime : Integer.compare(run, other.run);
    }
  }

  private ExternalSort(Path folder, List<SortedRun> runs) throws IOException {
    this.folder = folder;
    this.runs = runs;
    for (int run = 0; run < runs.size(); run++) {
      take(run);
    }
  }

  /** Reads all plays and gives them in order. */
  static PlaySource byTime(PlaySource plays, int rowsInMemory) throws IOException {
    List<PlayEvent> rows = fill(plays, rowsInMemory);
    if (rows.size() < rowsInMemory) {
      return inMemory(rows);
    }
    Path folder = Files.createTempDirectory("segue-replay");
    List<SortedRun> runs = new ArrayList<>();
    try {
      for (; !rows.isEmpty(); rows = fill(plays, rowsInMemory)) {
        runs.add(SortedRun.write(folder.resolve("run-" + runs.size()), rows));
      }
      return new ExternalSort(folder, runs);
    } catch (IOException | RuntimeException e) {
      delete(folder, runs);
      throw e;
    }
  }

  private static List<PlayEvent> fill(PlaySource plays, int most) throws IOException {
    List<PlayEvent> rows = new ArrayList<>();
    while (rows.size() < most) {
      Optional<PlayEvent> play = plays.next();
      if (play.isEmpty()) {
        break;
      }
      rows.add(play.get());
    }
    rows.sort(BY_TIME);
    return rows;
  }

  private static PlaySource inMemory(List<PlayEvent> sorted) {
    var plays = sorted.iterator();
    return () -> plays.hasNext() ? Optional.of(plays.next()) : Optional.empty();
  }

  @Override
  public Optional<PlayEvent> next() throws IOException {
    Head first = heads.poll();
    if (first == null) {
      return Optional.empty();
    }
    take(first.run());
    return Optional.of(first.play());
  }

  private void take(int run) throws IOException {
    runs.get(run).next().ifPresent(play -> heads.add(new Head(play, run)));
  }

  @Override
  public void close() throws IOException {
    delete(folder, runs);
  }

  private static void delete(Path folder, List<SortedRun> runs) throws IOException {
    for (SortedRun run : runs) {
      run.close();
    }
    Files.deleteIfExists(folder);
  }
}
