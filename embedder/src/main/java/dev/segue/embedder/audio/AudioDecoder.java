// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import dev.segue.embedder.audio.AudioException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntConsumer;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/**
 * Decodes an audio file of any common format (mp3, ogg, flac, wav, m4a, opus, ...) to mono float32
 * at a wanted rate, with the ffmpeg libraries.
 *
 * <p>It is made for files from strangers: every limit is enforced while decoding, whatever the
 * header says; only local regular files are opened, no network, no playlists; every error is an
 * {@link AudioException} with its reason. Thread-safe.
 */
public final class AudioDecoder {
  /** A file may lack this part of what its header says: encoders round, cutters are careless. */
  static final double TOLERATED_LOSS = 0.1;

  /** And at least this much, in seconds. */
  private static final double TOLERATED_SECONDS = 0.5;

  private final DecodeLimits limits;

  /**
   * Loads the native libraries.
   *
   * @throws UnsatisfiedLinkError if there are none for this platform
   */
  public AudioDecoder(DecodeLimits limits) {
    Ffmpeg.load();
    this.limits = limits;
  }

  /**
   * The version of ffmpeg's libraries, which this loads.
   *
   * @throws UnsatisfiedLinkError if there are none for this platform
   */
  public static String library() {
    return Ffmpeg.version();
  }

  /**
   * Checks without opening it that this is a regular file of an acceptable size.
   *
   * @return its size in bytes
   * @throws AudioException if it is not
   */
  public long checkFile(Path file) throws AudioException {
    BasicFileAttributes attributes;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new AudioException(Reason.MISSING, "there is no such audio file", e);
    } catch (IOException e) {
      throw new AudioException(Reason.UNREADABLE, "the audio file cannot be read: " + e, e);
    }
    if (!attributes.isRegularFile()) {
      throw new AudioException(Reason.UNREADABLE, "the audio is not a regular file");
    }
    if (attributes.size() == 0) {
      throw new AudioException(Reason.EMPTY, "the audio file is empty");
    }
    if (attributes.size() > limits.maxBytes()) {
      throw new AudioException(
          Reason.TOO_LARGE,
          "the audio file has %d bytes; the limit is %d (embedder.max-bytes)"
              .formatted(attributes.size(), limits.maxBytes()));
    }
    return attributes.size();
  }

  /**
   * Decodes a file; the channels are averaged. For a clip that is windows, all of it.
   *
   * @param sampleRate of the result, in Hz
   * @param clip how much of it is wanted
   * @throws AudioException if the audio is refused; {@link AudioException#reason()} says why
   */
  public Waveform decode(Path file, int sampleRate, Clip clip) throws AudioException {
    try (AudioMemory.Share memory = AudioMemory.UNBOUNDED.open()) {
      return decode(file, sampleRate, clip, memory);
    }
  }

  /**
   * The same within a budget: waits where there is no memory left, which does not count as time of
   * decoding.
   *
   * @param memory what the result takes of the budget; the caller closes it when that is not used
   *     any more
   */
  public Waveform decode(Path file, int sampleRate, Clip clip, AudioMemory.Share memory)
      throws AudioException {
    checkFile(file);
    Completeness.check(file);
    try (Deadline deadline = Deadline.in(limits.timeout())) {
      Optional<Waveform> entered = decode(file, sampleRate, clip, deadline, memory, true);
      return entered.isPresent()
          ? entered.get()
          : decode(file, sampleRate, clip, deadline, memory, false).orElseThrow();
    }
  }

  /**
   * Decodes a file from its beginning or, where it can be, from shortly before the clip.
   *
   * @param enter whether that may be tried
   * @return empty if that was tried and the clip is not there
   */
  private Optional<Waveform> decode(
      Path file,
      int sampleRate,
      Clip clip,
      Deadline deadline,
      AudioMemory.Share memory,
      boolean enter)
      throws AudioException {
    try (Demuxer demuxer = Demuxer.open(file, deadline);
        FrameDecoder frames = FrameDecoder.open(demuxer, deadline);
        MonoResampler resampler = new MonoResampler(sampleRate, limits.maxChannels())) {
      OptionalDouble declared = demuxer.declaredSeconds();
      checkDeclared(declared);
      ClipRange range = ClipRange.of(clip, declared, sampleRate);
      int second =
          enter && demuxer.enter(range.firstSecond(sampleRate)) ? range.firstSecond(sampleRate) : 0;
      SampleBuffer samples =
          bufferFor(declared, sampleRate, range, second, n -> deadline.extend(memory.require(n)));
      for (AVFrame frame = frames.next(); frame != null && !samples.full(); frame = frames.next()) {
        resampler.accept(frame, samples);
      }
      resampler.finish(samples);
      if (second > 0 && !samples.full()) {
        return Optional.empty();
      }
      checkComplete(samples, declared, sampleRate);
      float[] cut = range.cut(samples, second * sampleRate);
      memory.keep(cut.length);
      return Optional.of(new Waveform(cut, sampleRate));
    }
  }

  private void checkDeclared(OptionalDouble declared) throws AudioException {
    double most = ClipRange.seconds(limits.maxDuration());
    if (declared.isPresent() && declared.getAsDouble() > most) {
      throw new AudioException(
          Reason.TOO_LONG,
          "the audio is %.1f s long; the limit is %.1f s (embedder.max-duration)"
              .formatted(declared.getAsDouble(), most));
    }
  }

  private SampleBuffer bufferFor(
      OptionalDouble declared, int sampleRate, ClipRange range, int second, IntConsumer memory) {
    int limit = ClipRange.samples(ClipRange.seconds(limits.maxDuration()), sampleRate);
    int expected = ClipRange.samples(declared.orElse(0), sampleRate);
    int wanted = range.end() == Integer.MAX_VALUE ? range.end() : range.end() - second * sampleRate;
    return new SampleBuffer(
        expected + SampleBuffer.SLACK, limit + SampleBuffer.SLACK, wanted, memory);
  }

  private static void checkComplete(SampleBuffer samples, OptionalDouble declared, int sampleRate)
      throws AudioException {
    if (samples.size() == 0) {
      throw new AudioException(Reason.NO_AUDIO, "the file holds no audio that can be decoded");
    }
    double decoded = (double) samples.size() / sampleRate;
    double missing = declared.orElse(0) - decoded;
    if (!samples.full()
        && missing > Math.max(TOLERATED_SECONDS, TOLERATED_LOSS * declared.orElse(0))) {
      throw new AudioException(
          Reason.TRUNCATED,
          "the file says %.1f s but holds %.1f s of audio"
              .formatted(declared.getAsDouble(), decoded));
    }
  }

  @Override
  public String toString() {
    return "AudioDecoder[" + limits + "]";
  }
}
