// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/** Writes a shard file whole or not at all. */
public final class ShardWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path target;
  private final Path temporary;
  private final CRC32C checksum = new CRC32C();
  private final DataOutputStream out;
  private int listeners;

  /**
   * Begins a shard.
   *
   * @throws IOException if the folder cannot be written
   */
  public ShardWriter(Path target) throws IOException {
    this.target = target;
    Files.createDirectories(target.getParent());
    this.temporary = Files.createTempFile(target.getParent(), "shard", ".tmp");
    this.out =
        new DataOutputStream(
            new BufferedOutputStream(
                new CheckedOutputStream(Files.newOutputStream(temporary), checksum), BUFFER_BYTES));
    out.writeInt(Shard.MAGIC);
    out.writeInt(Shard.VERSION);
  }

  /** Adds a listener with everything they heard. */
  public void write(String userId, Iterable<Map.Entry<String, TrackHistory>> tracks)
      throws IOException {
    out.writeByte(Shard.LISTENER);
    out.writeUTF(userId);
    for (Map.Entry<String, TrackHistory> track : tracks) {
      out.writeByte(Shard.TRACK);
      write(track.getKey(), track.getValue());
    }
    out.writeByte(Shard.END);
    listeners++;
  }

  private void write(String trackId, TrackHistory history) throws IOException {
    out.writeUTF(trackId);
    out.writeLong(history.first);
    out.writeLong(history.last);
    out.writeInt(history.plays);
    out.writeInt(history.completions);
    out.writeInt(history.skips);
    out.writeInt(history.liked);
    out.writeInt(history.recent.length);
    for (long time : history.recent) {
      out.writeLong(time);
    }
  }

  /**
   * Ends the shard and puts it in its place.
   *
   * @return its checksum
   */
  public long finish() throws IOException {
    out.writeByte(Shard.END);
    out.writeInt(listeners);
    out.flush();
    long value = checksum.getValue();
    out.writeInt((int) value);
    out.close();
    Files.move(
        temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return value;
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(temporary);
  }
}
