// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import dev.segue.ingest.demo.DemoCatalogue;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Small composed pieces of music, to be uploaded under many ids. */
public final class Pieces {
  private static final long SEED = 42;
  private static final int OF_EACH_STYLE = 1;

  private final List<Piece> pieces;

  private Pieces(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
  }

  /** An audio file and its SHA-256. */
  record Piece(Path file, String sha256) {
    byte[] bytes() throws IOException {
      return Files.readAllBytes(file);
    }
  }

  /** Composes them into a folder. */
  public static Pieces compose(Path folder) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    for (DemoTrack track : DemoCatalogue.compose(folder, SEED, OF_EACH_STYLE, Progress.SILENT)) {
      pieces.add(new Piece(track.file(), ObjectStore.sha256(track.file())));
    }
    return new Pieces(pieces);
  }

  /** How many there are. */
  public int count() {
    return pieces.size();
  }

  Piece get(int index) {
    return pieces.get(index);
  }
}
