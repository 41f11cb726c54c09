// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;

/** The texts in a file: the file itself, unpacked, or the members of a zip archive. */
abstract class LogFile implements Closeable {
  private static final int[] ZIP = {'P', 'K', 3, 4};

  /** Opens a file, which its first bytes tell apart. */
  static LogFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      InputStream in = Channels.newInputStream(channel);
      byte[] magic = in.readNBytes(ZIP.length);
      channel.position(0);
      boolean zip = magic.length == ZIP.length;
      for (int i = 0; zip && i < ZIP.length; i++) {
        zip = magic[i] == ZIP[i];
      }
      if (!zip) {
        return new Single(channel, Decompression.of(in));
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return new ZipLogFile(file);
  }

  /** Opens the next text, which goes when this is asked again; empty after the last. */
  abstract Optional<InputStream> next() throws IOException;

  /** What the text is called in a message, with a colon and a space; empty for the file itself. */
  abstract String name();

  /** Whether texts that are no log may lie beside those that are. */
  abstract boolean isArchive();

  /** Whose plays these are, where the file says it. */
  abstract Optional<String> owner();

  /** What has to be known about the text that was just read to its end. */
  abstract Optional<String> note() throws IOException;

  /** How many bytes of the file itself, packed as it is, were read so far. */
  abstract long bytesRead() throws IOException;

  abstract long size() throws IOException;

  private static final class Single extends LogFile {
    private final FileChannel channel;
    private final InputStream text;
    private boolean given;

    Single(FileChannel channel, InputStream text) {
      this.channel = channel;
      this.text = text;
    }

    @Override
    Optional<InputStream> next() {
      boolean first = !given;
      given = true;
      return first ? Optional.of(text) : Optional.empty();
    }

    @Override
    String name() {
      return "";
    }

    @Override
    boolean isArchive() {
      return false;
    }

    @Override
    Optional<String> owner() {
      return Optional.empty();
    }

    @Override
    Optional<String> note() throws IOException {
      return Decompression.bytesFollow(text)
          ? Optional.of("bytes that follow the end of the archive were not read")
          : Optional.empty();
    }

    @Override
    long bytesRead() throws IOException {
      return channel.position();
    }

    @Override
    long size() throws IOException {
      return channel.size();
    }

    @Override
    public void close() throws IOException {
      try {
        text.close();
      } finally {
        channel.close();
      }
    }
  }
}
