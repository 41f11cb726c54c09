// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Properties;

/**
 * What has come of a file so far, {@code <file>.part}, and which version of it that is, {@code
 * <file>.part.from}. Both outlive the process, also when it is killed; one process at a time has
 * them.
 */
final class PartFile implements AutoCloseable {
  private static final int BUFFER = 1 << 17;

  private final Path target;
  private final Path part;
  private final Path origin;
  private final FileChannel channel;
  private final FileLock lock;
  private Properties version;

  private PartFile(Path target, Path part, FileChannel channel, FileLock lock) throws IOException {
    this.target = target;
    this.part = part;
    this.origin = part.resolveSibling(part.getFileName() + ".from");
    this.channel = channel;
    this.lock = lock;
    this.version = read(origin);
  }

  /**
   * Opens what there is of a file, or nothing.
   *
   * @throws DownloadException if another process fetches it
   */
  static PartFile of(Path target) throws IOException {
    Path part = target.resolveSibling(target.getFileName() + ".part");
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      channel.close();
      throw new DownloadException("another process fetches " + target + "; wait for it");
    }
    return new PartFile(target, part, channel, lock);
  }

  long length() throws IOException {
    return channel.size();
  }

  /** Where it comes from; empty if it is new. */
  Optional<String> source() {
    return Optional.ofNullable(version.getProperty("source"));
  }

  /** The server's name of this version; empty if it has none. */
  Optional<String> entityTag() {
    return Optional.ofNullable(version.getProperty("entity-tag"));
  }

  /** The sum that the server declared; empty if it did not. */
  Optional<String> sha256() {
    return Optional.ofNullable(version.getProperty("sha256"));
  }

  /** Forgets what came: the next byte is the first one of this version. */
  void begin(String source, Optional<String> entityTag, Optional<String> sha256)
      throws IOException {
    clear();
    version.setProperty("source", source);
    entityTag.ifPresent(tag -> version.setProperty("entity-tag", tag));
    sha256.ifPresent(sum -> version.setProperty("sha256", sum));
    StringWriter text = new StringWriter();
    version.store(text, null);
    Files.writeString(origin, text.toString());
  }

  /** Forgets everything. */
  void clear() throws IOException {
    channel.truncate(0);
    version = new Properties();
    Files.deleteIfExists(origin);
  }

  /** Appends all that comes; what came stays also if the stream breaks off. */
  void append(InputStream in, StallGuard guard, ByteProgress shown, long most) throws IOException {
    channel.position(channel.size());
    byte[] bytes = new byte[BUFFER];
    for (int n = next(in, bytes, guard); n >= 0; n = next(in, bytes, guard)) {
      write(ByteBuffer.wrap(bytes, 0, n));
      if (channel.position() > most) {
        clear();
        throw new DownloadException(target + " has no end; what came is deleted");
      }
      shown.step(n);
    }
  }

  private static int next(InputStream in, byte[] bytes, StallGuard guard) throws IOException {
    int count;
    try {
      count = in.read(bytes);
    } catch (IOException e) {
      guard.check();
      throw e;
    }
    guard.check();
    guard.heard();
    return count;
  }

  private void write(ByteBuffer bytes) throws DownloadException {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new DownloadException(
          "cannot write %s: %s; make room and start again, it goes on where it was"
              .formatted(part, e.getMessage()),
          e);
    }
  }

  Path file() {
    return part;
  }

  /** Puts it where it belongs, at once. */
  void finish() throws IOException {
    channel.force(true);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(origin);
  }

  @Override
  public void close() throws IOException {
    boolean empty = channel.size() == 0 && Files.exists(part);
    lock.release();
    channel.close();
    if (empty) {
      Files.deleteIfExists(origin);
      Files.deleteIfExists(part);
    }
  }

  private static Properties read(Path origin) throws IOException {
    Properties version = new Properties();
    try {
      version.load(new StringReader(Files.readString(origin)));
    } catch (NoSuchFileException e) {
      return version;
    } catch (IllegalArgumentException e) {
      return new Properties();
    }
    return version;
  }
}
