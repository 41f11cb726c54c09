// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.histories;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrainingSet;
import dev.segue.schemas.Plays;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;

/**
 * Reads shard files; reads several of one round with one instance, so that ids are shared. Times
 * that no play can have yet, by the clock of the reader, are left out.
 */
public final class ShardReader {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Map<String, String> trackIds = new HashMap<>();
  private final long latest = Instant.now().plus(Plays.CLOCK_SKEW).toEpochMilli();

  /**
   * All listeners of a shard.
   *
   * @throws IOException if the file is missing, truncated, damaged or of another format
   */
  public List<TrainingSet.Listener> read(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    try (CheckedInputStream checked =
            new CheckedInputStream(
                new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES), checksum);
        DataInputStream in = new DataInputStream(checked)) {
      checkHeader(in, file);
      List<TrainingSet.Listener> listeners = new ArrayList<>();
      while (next(Shard.LISTENER, in, file)) {
        listeners.add(listener(in, file));
      }
      if (in.readInt() != listeners.size()) {
        throw damaged(file, "it holds another number of listeners than it says");
      }
      int expected = (int) checksum.getValue();
      if (in.readInt() != expected) {
        throw damaged(file, "its checksum is wrong");
      }
      return listeners;
    } catch (EOFException e) {
      throw new IOException("the shard " + file + " is truncated; train again to replace it", e);
    }
  }

  private static void checkHeader(DataInputStream in, Path file) throws IOException {
    if (in.readInt() != Shard.MAGIC) {
      throw damaged(file, "it is no shard of histories");
    }
    int version = in.readInt();
    if (version != Shard.VERSION) {
      throw damaged(file, "its format is version " + version + ", not " + Shard.VERSION);
    }
  }

  /** Whether another one follows; false at the end. */
  private static boolean next(int expected, DataInputStream in, Path file) throws IOException {
    int mark = in.readByte();
    if (mark != expected && mark != Shard.END) {
      throw damaged(file, "the mark " + mark + " stands where " + expected + " should");
    }
    return mark == expected;
  }

  private TrainingSet.Listener listener(DataInputStream in, Path file) throws IOException {
    String userId = in.readUTF();
    List<Interaction> interactions = new ArrayList<>();
    while (next(Shard.TRACK, in, file)) {
      interactions.add(interaction(in, file));
    }
    return new TrainingSet.Listener(userId, interactions);
  }

  private Interaction interaction(DataInputStream in, Path file) throws IOException {
    String trackId = trackIds.computeIfAbsent(in.readUTF(), id -> id);
    HeardTrack heard =
        new HeardTrack(
            trackId,
            in.readLong(),
            in.readLong(),
            in.readInt(),
            in.readInt(),
            in.readInt(),
            in.readInt());
    int length = in.readInt();
    if (length < 0 || length > Shard.MAX_TIMES) {
      throw damaged(file, "it says " + length + " play times");
    }
    long[] times = new long[length];
    for (int i = 0; i < length; i++) {
      times[i] = in.readLong();
    }
    return possible(new Interaction(heard, times));
  }

  private Interaction possible(Interaction read) {
    if (read.heard().lastPlayedAt() <= latest) {
      return read;
    }
    long[] times = Arrays.stream(read.playedAt()).filter(time -> time <= latest).toArray();
    HeardTrack heard = read.heard().withoutTimesAfter(latest);
    return new Interaction(
        times.length == 0 ? heard : heard.withLastPlay(times[times.length - 1]), times);
  }

  private static IOException damaged(Path file, String how) {
    return new IOException(
        "the shard " + file + " is damaged: " + how + "; train again to replace it");
  }
}
