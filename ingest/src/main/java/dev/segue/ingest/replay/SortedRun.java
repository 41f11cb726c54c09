// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.replay;

import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Serdes;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A temporary file of sorted plays, read from its beginning; it goes when it is closed. */
final class SortedRun implements PlaySource {
  private final Path file;
  private final DataInputStream in;
  private int left;

  private SortedRun(Path file, int size) throws IOException {
    this.file = file;
    this.left = size;
    this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)));
  }

  static SortedRun write(Path file, List<PlayEvent> plays) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      for (PlayEvent play : plays) {
        byte[] bytes = Serdes.PLAY_EVENT.toBytes(play);
        out.writeInt(bytes.length);
        out.write(bytes);
      }
    } catch (IOException e) {
      // A full disk is the likely reason: leave it no fuller.
      Files.deleteIfExists(file);
      throw e;
    }
    return new SortedRun(file, plays.size());
  }

  @Override
  public Optional<PlayEvent> next() throws IOException {
    if (left == 0) {
      return Optional.empty();
    }
    left--;
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return Optional.of(Serdes.PLAY_EVENT.fromBytes(bytes));
  }

  @Override
  public void close() throws IOException {
    in.close();
    Files.deleteIfExists(file);
  }
}
