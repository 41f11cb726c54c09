// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * The mel spectra of a track on disk, in dB and 16 bits a value (steps of at most 0.06 dB), so that
 * a track is decoded once and any part of it is read at once: 26 kB a second.
 *
 * @param frames how many there are
 * @param bins values of a frame
 */
record MelFile(Path file, int frames, int bins) {
  private static final int MAGIC = 0x4d454c32;
  private static final int SUMS = 16;

  /** Writes a file; it appears under its name only when it is complete. */
  static MelFile write(Path file, float[] decibels, int bins) throws IOException {
    int frames = decibels.length / bins;
    int header = header(bins);
    ByteBuffer bytes =
        ByteBuffer.allocate(header + 2 * decibels.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(header);
    MelStatistics statistics = new MelStatistics(bins);
    for (int i = 0; i < decibels.length; i++) {
      short half = Halves.of(decibels[i]);
      statistics.add(i % bins, Halves.toFloat(half));
      bytes.putShort(half);
    }
    bytes.putInt(0, MAGIC).putInt(4, frames).putInt(8, bins);
    for (int bin = 0; bin < bins; bin++) {
      bytes.putDouble(SUMS + 16 * bin, statistics.sum(bin));
      bytes.putDouble(SUMS + 16 * bin + 8, statistics.square(bin));
    }
    Path partial = file.resolveSibling("." + UUID.randomUUID());
    try {
      Files.write(partial, bytes.array());
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
    return new MelFile(file, frames, bins);
  }

  /** Opens what {@link #write} wrote; empty if it is not there, cut off or something else. */
  static Optional<MelFile> open(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = read(channel, 0, SUMS);
      int frames = header.getInt(4);
      int bins = header.getInt(8);
      boolean ours = header.getInt(0) == MAGIC && frames > 0 && bins > 0;
      boolean whole = ours && channel.size() == header(bins) + 2L * frames * bins;
      return whole ? Optional.of(new MelFile(file, frames, bins)) : Optional.empty();
    } catch (NoSuchFileException | EOFException e) {
      return Optional.empty();
    }
  }

  /** Adds this track to what is known of a catalogue. */
  void addTo(MelStatistics catalogue) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer header = read(channel, 0, header(bins));
      for (int bin = 0; bin < bins; bin++) {
        int at = SUMS + 16 * bin;
        catalogue.add(bin, header.getDouble(at), header.getDouble(at + 8));
      }
      catalogue.addFrames(frames);
    }
  }

  private static int header(int bins) {
    return SUMS + 16 * bins;
  }

  /**
   * Reads consecutive frames; past the last one it goes on with the first.
   *
   * @param out {@code [count * bins]} values are written here, in dB
   */
  void read(int first, int count, float[] out, int offset) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int done = 0;
      int from = first;
      while (done < count) {
        int some = Math.min(count - done, frames - from);
        ByteBuffer bytes = read(channel, header(bins) + 2L * from * bins, 2 * some * bins);
        for (int i = 0; i < some * bins; i++) {
          out[offset + done * bins + i] = Halves.toFloat(bytes.getShort());
        }
        done += some;
        from = 0;
      }
    }
  }

  private static ByteBuffer read(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        throw new EOFException("a file of mel spectra is cut off");
      }
    }
    return bytes.flip();
  }
}
