// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Vectors by the audio's SHA-256, the backbone and its revision, in a RocksDB folder. Survives
 * {@code kill -9}; when it is full, the oldest entries go.
 *
 * <p>It is a cache: where its files are damaged they are moved aside and it starts empty, and a
 * read or write that fails costs a warning and the time to embed again, nothing else. Thread-safe.
 */
public final class EmbeddingCache implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddingCache.class);

  private final Path folder;
  private final long maxBytes;
  private CacheDatabase database;

  private EmbeddingCache(Path folder, long maxBytes, CacheDatabase database) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.database = database;
  }

  /**
   * What a vector depends on.
   *
   * @param sha256 of the audio's bytes, lower-case hexadecimal
   */
  public record Key(String sha256, String backbone, String revision) {
    byte[] bytes() {
      return (sha256 + '\n' + backbone + '\n' + revision).getBytes(StandardCharsets.UTF_8);
    }
  }

  /**
   * Opens the cache in a folder, which is created where it is missing.
   *
   * @param maxBytes on disk, roughly
   * @throws IOException if the folder cannot be used, or another process uses it
   */
  public static EmbeddingCache open(Path folder, long maxBytes) throws IOException {
    return new EmbeddingCache(folder, maxBytes, openOrReplace(folder, maxBytes));
  }

  /**
   * The version of RocksDB, which this loads.
   *
   * @throws UnsatisfiedLinkError if there is none for this platform
   */
  public static String library() {
    RocksDB.loadLibrary();
    return RocksDB.rocksdbVersion().toString();
  }

  /** The vector under this key; empty if it is not there, or the cache is closed. */
  public synchronized Optional<float[]> get(Key key) {
    if (database == null) {
      return Optional.empty();
    }
    try {
      byte[] value = database.get(key.bytes());
      return value == null || value.length % Float.BYTES != 0
          ? Optional.empty()
          : Optional.of(decode(value));
    } catch (RocksDBException e) {
      recover("read", e);
      return Optional.empty();
    }
  }

  /** Keeps a vector; does nothing once the cache is closed. */
  public synchronized void put(Key key, float[] vector) {
    if (database == null) {
      return;
    }
    try {
      database.put(key.bytes(), encode(vector));
    } catch (RocksDBException e) {
      recover("written", e);
    }
  }

  @Override
  public synchronized void close() {
    if (database != null) {
      database.close();
      database = null;
    }
  }

  private void recover(String what, RocksDBException error) {
    LOG.warn("the embedding cache {} could not be {}: {}", folder, what, error.getMessage());
    if (!isCorruption(error)) {
      return;
    }
    close();
    try {
      moveAside(folder);
      database = openOrReplace(folder, maxBytes);
    } catch (IOException e) {
      LOG.warn("going on without the embedding cache {}: {}", folder, e.toString());
    }
  }

  private static CacheDatabase openOrReplace(Path folder, long maxBytes) throws IOException {
    Files.createDirectories(folder);
    try {
      return CacheDatabase.open(folder, maxBytes);
    } catch (RocksDBException e) {
      if (isInUse(e) || isFull(e)) {
        throw new IOException(
            "cannot open the embedding cache %s: %s. Each embedder needs a folder of its own, with free space"
                .formatted(folder, e.getMessage()),
            e);
      }
      LOG.warn("the embedding cache {} is damaged: {}; starting anew", folder, e.getMessage());
    }
    moveAside(folder);
    Files.createDirectories(folder);
    try {
      return CacheDatabase.open(folder, maxBytes);
    } catch (RocksDBException e) {
      throw new IOException("cannot create the embedding cache " + folder, e);
    }
  }

  private static boolean isInUse(RocksDBException e) {
    return e.getMessage() != null && e.getMessage().contains("lock ");
  }

  private static boolean isFull(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getSubCode() == Status.SubCode.NoSpace;
  }

  private static boolean isCorruption(RocksDBException e) {
    return e.getStatus() != null && e.getStatus().getCode() == Status.Code.Corruption;
  }

  /** One damaged cache is kept for whoever wants to look; an earlier one makes place for it. */
  private static void moveAside(Path folder) throws IOException {
    Path aside = folder.resolveSibling(folder.getFileName() + ".damaged");
    if (Files.exists(aside)) {
      try (var files = Files.walk(aside)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.move(folder, aside);
  }

  private static byte[] encode(float[] vector) {
    byte[] bytes = new byte[vector.length * Float.BYTES];
    littleEndian(bytes).asFloatBuffer().put(vector);
    return bytes;
  }

  private static float[] decode(byte[] value) {
    float[] vector = new float[value.length / Float.BYTES];
    littleEndian(value).asFloatBuffer().get(vector);
    return vector;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public String toString() {
    return "EmbeddingCache[" + folder + "]";
  }
}
