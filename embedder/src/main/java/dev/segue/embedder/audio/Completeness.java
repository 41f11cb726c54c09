// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import dev.segue.embedder.audio.AudioException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Notices files that end too early where ffmpeg does not tell: it plays what is there of a WAV or
 * Ogg file and reports that as its length. Other formats declare their length in a way it keeps.
 */
final class Completeness {
  /** Programs that write to a pipe put a number near this one: they do not know the length. */
  private static final long UNKNOWN_LENGTH = 0x7fff_0000L;

  private static final int RIFF_HEADER = 12;
  private static final int CHUNK_HEADER = 8;

  /** More than any program writes before the samples. */
  private static final int MOST_CHUNKS = 1000;

  private static final int OGG_HEADER = 27;

  /** RFC 3533: header, 255 lacing values, 255 segments of 255 bytes. */
  private static final int LARGEST_OGG_PAGE = OGG_HEADER + 255 + 255 * 255;

  private Completeness() {}

  /** Refuses a file of a known container that is cut off. */
  static void check(Path file) throws AudioException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = read(channel, 0, RIFF_HEADER);
      if (is(head, 0, "RIFF") && is(head, 8, "WAVE")) {
        checkRiff(channel);
      } else if (is(head, 0, "OggS")) {
        long start = Math.max(0, channel.size() - LARGEST_OGG_PAGE);
        checkOgg(read(channel, start, LARGEST_OGG_PAGE));
      }
    } catch (IOException e) {
      throw new AudioException(Reason.UNREADABLE, "the audio file cannot be read: " + e, e);
    }
  }

  /**
   * Compares the length of the samples with the file's. That of the RIFF chunk says nothing: what
   * streams or edits a WAV often leaves a wrong one behind.
   */
  private static void checkRiff(FileChannel channel) throws IOException, AudioException {
    long at = RIFF_HEADER;
    for (int i = 0; i < MOST_CHUNKS && at + CHUNK_HEADER <= channel.size(); i++) {
      ByteBuffer header = read(channel, at, CHUNK_HEADER);
      long length = Integer.toUnsignedLong(header.getInt(4));
      at += CHUNK_HEADER;
      if (is(header, 0, "data")) {
        checkSamples(length, channel.size() - at);
        return;
      }
      at += length + length % 2;
    }
  }

  private static void checkSamples(long declared, long there) throws AudioException {
    if (declared < UNKNOWN_LENGTH && there < declared * (1 - AudioDecoder.TOLERATED_LOSS)) {
      throw new AudioException(
          Reason.TRUNCATED,
          "the file says %d bytes of samples but has %d".formatted(declared, there));
    }
  }

  private static void checkOgg(ByteBuffer tail) throws AudioException {
    int page = lastPage(tail);
    if (page >= 0 && pageEnd(tail, page) > tail.limit()) {
      throw new AudioException(Reason.TRUNCATED, "the file ends within an Ogg page");
    }
  }

  private static int lastPage(ByteBuffer tail) {
    int page = tail.limit() - 4;
    while (page >= 0 && !is(tail, page, "OggS")) {
      page--;
    }
    return page;
  }

  private static long pageEnd(ByteBuffer tail, int page) {
    if (page + OGG_HEADER > tail.limit()) {
      return Long.MAX_VALUE;
    }
    int segments = Byte.toUnsignedInt(tail.get(page + OGG_HEADER - 1));
    long end = (long) page + OGG_HEADER + segments;
    if (end > tail.limit()) {
      return Long.MAX_VALUE;
    }
    for (int i = 0; i < segments; i++) {
      end += Byte.toUnsignedInt(tail.get(page + OGG_HEADER + i));
    }
    return end;
  }

  private static ByteBuffer read(FileChannel channel, long position, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(most).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
      // A channel may give less than asked for.
    }
    return bytes.flip();
  }

  private static boolean is(ByteBuffer bytes, int position, String magic) {
    byte[] wanted = magic.getBytes(StandardCharsets.US_ASCII);
    if (position + wanted.length > bytes.limit()) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (bytes.get(position + i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
