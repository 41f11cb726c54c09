// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_DATA_SKIP_SAMPLES;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_new_side_data;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avformat.AVFMT_DURATION_FROM_BITRATE;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.av_find_best_stream;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AV_DICT_IGNORE_SUFFIX;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import dev.segue.embedder.audio.AudioException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** The packets of the best audio stream of one local file. */
final class Demuxer implements AutoCloseable {
  /** Formats whose packets say exactly where they belong, in samples. */
  private static final Set<String> EXACT = Set.of("aiff", "caf", "flac", "w64", "wav");

  /** A packet further before the place is not the one that was asked for; in samples. */
  private static final long MOST_SKIPPED = 1 << 20;

  /** Before every packet: a failed seek may have left the stream anywhere. */
  private static final long NOWHERE = Long.MIN_VALUE / 2;

  /** The samples to skip at the start and the end, and the reasons. */
  private static final int SKIP_BYTES = 10;

  private final AVFormatContext format;
  private final AVPacket packet;
  private final AVStream stream;

  /** Where the stream was entered and nothing has been read yet; in its own time. */
  private OptionalLong entered = OptionalLong.empty();

  private Demuxer(AVFormatContext format, AVPacket packet, AVStream stream) {
    this.format = format;
    this.packet = packet;
    this.stream = stream;
  }

  static Demuxer open(Path file, Deadline deadline) throws AudioException {
    AVFormatContext format = Ffmpeg.allocated(avformat_alloc_context());
    try {
      deadline.guard(format);
      openInput(format, file);
      discardAllButAudio(format);
      Ffmpeg.check(
          avformat_find_stream_info(format, (PointerPointer<?>) null),
          Reason.UNREADABLE,
          "the file cannot be read as audio");
      // Using the index unchecked crashes the process where there is no such stream.
      int best =
          Ffmpeg.check(
              av_find_best_stream(format, AVMEDIA_TYPE_AUDIO, -1, -1, (AVCodec) null, 0),
              Reason.NO_AUDIO,
              "the file has no audio");
      for (int i = 0; i < format.nb_streams(); i++) {
        if (i != best) {
          format.streams(i).discard(AVDISCARD_ALL);
        }
      }
      return new Demuxer(format, Ffmpeg.allocated(av_packet_alloc()), format.streams(best));
    } catch (AudioException | RuntimeException | Error e) {
      avformat_close_input(format);
      throw e;
    }
  }

  /** Before the streams are probed: the parsers of video codecs would read their packets. */
  private static void discardAllButAudio(AVFormatContext format) {
    for (int i = 0; i < format.nb_streams(); i++) {
      if (format.streams(i).codecpar().codec_type() != AVMEDIA_TYPE_AUDIO) {
        format.streams(i).discard(AVDISCARD_ALL);
      }
    }
  }

  private static void openInput(AVFormatContext format, Path file) throws AudioException {
    AVDictionary options = new AVDictionary(null);
    try (BytePointer url =
        new BytePointer("file:" + file.toAbsolutePath(), StandardCharsets.UTF_8)) {
      AllowList.restrict(options);
      // On an error it frees the context itself and leaves null.
      Ffmpeg.check(
          avformat_open_input(format, url, null, options),
          Reason.UNREADABLE,
          "the file is not in an audio format that is read");
    } finally {
      av_dict_free(options);
    }
  }

  AVStream stream() {
    return stream;
  }

  /** Seconds of audio as the header or the stream itself says; empty where it is only a guess. */
  OptionalDouble declaredSeconds() {
    boolean guess = format.duration_estimation_method() == AVFMT_DURATION_FROM_BITRATE;
    long duration = stream.duration();
    AVRational base = stream.time_base();
    if (guess || duration == AV_NOPTS_VALUE || duration <= 0 || base.den() <= 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of((double) duration * base.num() / base.den());
  }

  /**
   * Goes on from a second of the audio, to the sample, where the format lets that be done: the one
   * that states the place of every sample, uncompressed or FLAC. Must come before the first packet.
   *
   * @return false if it does not, and the stream is where it was; if the place turns out not to be
   *     there, the stream has no packets
   */
  boolean enter(int second) {
    AVRational base = stream.time_base();
    if (second <= 0 || base.num() != 1 || base.den() != stream.codecpar().sample_rate()) {
      return false;
    }
    String codec = avcodec_get_name(stream.codecpar().codec_id()).getString();
    if (!EXACT.contains(format.iformat().name().getString())
        || !(codec.equals("flac") || codec.startsWith("pcm_"))) {
      return false;
    }
    long place = (long) second * base.den();
    int code = av_seek_frame(format, stream.index(), place, AVSEEK_FLAG_BACKWARD);
    entered = OptionalLong.of(code < 0 ? NOWHERE : place);
    return true;
  }

  /**
   * Lets the decoder leave out what lies before the place that was asked for.
   *
   * @return false if this packet does not lie where the way to that place goes over it
   */
  private boolean skipTo(long place) {
    long before = place - packet.pts();
    if (packet.pts() == AV_NOPTS_VALUE || before < 0 || before > MOST_SKIPPED) {
      return false;
    }
    if (before > 0) {
      BytePointer skip = av_packet_new_side_data(packet, AV_PKT_DATA_SKIP_SAMPLES, SKIP_BYTES);
      Ffmpeg.allocated(skip)
          .put(
              ByteBuffer.allocate(SKIP_BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putInt((int) before)
                  .array());
    }
    return true;
  }

  /**
   * The stream's next packet, valid until the next call; null at the end. A read error ends the
   * stream too: what was read before it may be all there is.
   */
  AVPacket next(Deadline deadline) throws AudioException {
    while (true) {
      deadline.check();
      av_packet_unref(packet);
      int code = av_read_frame(format, packet);
      if (code == AVERROR_EXIT) {
        deadline.check();
      }
      if (code < 0) {
        return null;
      }
      if (packet.stream_index() == stream.index()) {
        OptionalLong place = entered;
        entered = OptionalLong.empty();
        return place.isEmpty() || skipTo(place.getAsLong()) ? packet : null;
      }
    }
  }

  /** The tags of the file and of the stream, where Ogg keeps them, with names in lower case. */
  Map<String, String> tags() {
    Map<String, String> tags = new HashMap<>();
    addTags(format.metadata(), tags);
    addTags(stream.metadata(), tags);
    return tags;
  }

  private static void addTags(AVDictionary from, Map<String, String> tags) {
    AVDictionaryEntry entry = av_dict_get(from, "", null, AV_DICT_IGNORE_SUFFIX);
    while (entry != null) {
      String name = entry.key().getString(StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
      tags.putIfAbsent(name, entry.value().getString(StandardCharsets.UTF_8));
      entry = av_dict_get(from, "", entry, AV_DICT_IGNORE_SUFFIX);
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    avformat_close_input(format);
  }
}
