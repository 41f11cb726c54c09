// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.recommenders.TrackVectors;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The content vectors that a round began with. Tracks are embedded all the time; a round that goes
 * on after a crash must see what it saw before, or its checkpoints would be of another training.
 */
final class ContentFile {
  private static final Logger LOG = LoggerFactory.getLogger(ContentFile.class);
  private static final int VERSION = 2;
  private static final int BUFFER_BYTES = 1 << 16;

  private ContentFile() {}

  /** Vectors and what tells them from others. */
  record Content(ContentSet set, long checksum) {}

  /**
   * Writes vectors whole or not at all.
   *
   * @param id whose they are
   */
  static Content save(Path file, String id, ContentSet set) throws IOException {
    TrackVectors content = set.vectors();
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    CRC32C checksum = new CRC32C();
    long value;
    try (DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(
                new CheckedOutputStream(Files.newOutputStream(temporary), checksum),
                BUFFER_BYTES))) {
      out.writeInt(VERSION);
      out.writeUTF(id);
      out.writeUTF(set.revision());
      out.writeInt(set.leftOut());
      out.writeInt(content.dimension());
      out.writeInt(content.byTrack().size());
      for (Map.Entry<String, float[]> track : new TreeMap<>(content.byTrack()).entrySet()) {
        write(out, track.getKey().getBytes(StandardCharsets.UTF_8), track.getValue());
      }
      out.flush();
      value = checksum.getValue();
      out.writeLong(value);
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return new Content(set, value);
  }

  /** The vectors saved under this id; a file that cannot be read is none. */
  static Optional<Content> load(Path file, String id) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      // First of all, so that no damaged length is believed.
      long checksum = verify(file);
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES))) {
        return in.readInt() == VERSION && in.readUTF().equals(id)
            ? Optional.of(new Content(read(in), checksum))
            : Optional.empty();
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read; the embeddings are read anew", file, e);
      return Optional.empty();
    }
  }

  private static long verify(Path file) throws IOException {
    CRC32C checksum = new CRC32C();
    try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        DataInputStream in = new DataInputStream(new CheckedInputStream(bytes, checksum))) {
      in.skipNBytes(Math.max(0, Files.size(file) - Long.BYTES));
      long value = checksum.getValue();
      if (in.readLong() != value) {
        throw new IOException("its checksum is wrong");
      }
      return value;
    }
  }

  private static void write(DataOutputStream out, byte[] trackId, float[] vector)
      throws IOException {
    out.writeInt(trackId.length);
    out.write(trackId);
    ByteBuffer values = ByteBuffer.allocate(Float.BYTES * vector.length);
    values.asFloatBuffer().put(vector);
    out.write(values.array());
  }

  private static ContentSet read(DataInputStream in) throws IOException {
    String revision = in.readUTF();
    int leftOut = in.readInt();
    int dimension = in.readInt();
    int tracks = in.readInt();
    Map<String, float[]> vectors = new HashMap<>();
    for (int i = 0; i < tracks; i++) {
      String trackId = new String(bytes(in, in.readInt()), StandardCharsets.UTF_8);
      float[] vector = new float[dimension];
      ByteBuffer.wrap(bytes(in, Float.BYTES * dimension)).asFloatBuffer().get(vector);
      vectors.put(trackId, vector);
    }
    return new ContentSet(revision, new TrackVectors(dimension, vectors), leftOut);
  }

  private static byte[] bytes(DataInputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }
}
