// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import dev.segue.embedder.audio.AudioException.Reason;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * Tells what a file of audio is without decoding it: a hash of its packets, which neither its name
 * nor its tags change, and its tags. Thread-safe.
 */
public final class AudioInspector {
  private final Duration timeout;

  /**
   * Loads the native libraries.
   *
   * @param timeout for reading one file
   * @throws UnsatisfiedLinkError if there are none for this platform
   */
  public AudioInspector(Duration timeout) {
    Ffmpeg.load();
    this.timeout = timeout;
  }

  /**
   * What is known of a file's audio.
   *
   * @param packetsSha256 of codec, sample rate, channels and all packets of the audio stream,
   *     lower-case hexadecimal
   * @param tags of the file and the stream, with their names in lower case
   */
  public record Inspection(String packetsSha256, Map<String, String> tags) {
    /** Copies the tags. */
    public Inspection {
      tags = Map.copyOf(tags);
    }
  }

  /**
   * Reads a file to its end.
   *
   * @throws AudioException if it is not audio in a format that is read
   */
  public Inspection inspect(Path file) throws AudioException {
    try (Deadline deadline = Deadline.in(timeout);
        Demuxer demuxer = Demuxer.open(file, deadline)) {
      MessageDigest digest = sha256();
      digest.update(stream(demuxer.stream().codecpar()));
      long packets = 0;
      for (AVPacket packet = demuxer.next(deadline);
          packet != null;
          packet = demuxer.next(deadline)) {
        byte[] bytes = new byte[packet.size()];
        packet.data().get(bytes);
        digest.update(bytes);
        packets++;
      }
      if (packets == 0) {
        throw new AudioException(Reason.NO_AUDIO, "the file holds no audio");
      }
      return new Inspection(HexFormat.of().formatHex(digest.digest()), demuxer.tags());
    }
  }

  // The bytes of PCM mean other sounds at another rate.
  private static byte[] stream(AVCodecParameters audio) {
    return ByteBuffer.allocate(3 * Integer.BYTES)
        .putInt(audio.codec_id())
        .putInt(audio.sample_rate())
        .putInt(audio.ch_layout().nb_channels())
        .array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "AudioInspector[" + timeout + "]";
  }
}
