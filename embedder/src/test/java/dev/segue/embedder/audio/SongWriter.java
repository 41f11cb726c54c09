// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_CONFIG_CHANNEL_LAYOUT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_CONFIG_SAMPLE_FORMAT;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_CONFIG_SAMPLE_RATE;
import static org.bytedeco.ffmpeg.global.avcodec.AV_CODEC_FLAG_GLOBAL_HEADER;
import static org.bytedeco.ffmpeg.global.avcodec.FF_COMPLIANCE_EXPERIMENTAL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_rescale_ts;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_supported_config;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_from_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avformat.AVIO_FLAG_WRITE;
import static org.bytedeco.ffmpeg.global.avformat.av_interleaved_write_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_write_trailer;
import static org.bytedeco.ffmpeg.global.avformat.avformat_alloc_output_context2;
import static org.bytedeco.ffmpeg.global.avformat.avformat_free_context;
import static org.bytedeco.ffmpeg.global.avformat.avformat_new_stream;
import static org.bytedeco.ffmpeg.global.avformat.avformat_write_header;
import static org.bytedeco.ffmpeg.global.avformat.avio_closep;
import static org.bytedeco.ffmpeg.global.avformat.avio_open;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_make_writable;
import static org.bytedeco.ffmpeg.global.avutil.av_get_bytes_per_sample;
import static org.bytedeco.ffmpeg.global.avutil.av_get_packed_sample_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_get_sample_fmt;
import static org.bytedeco.ffmpeg.global.avutil.av_make_q;
import static org.bytedeco.ffmpeg.global.avutil.av_sample_fmt_is_planar;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** Encodes stereo audio, the same on both channels: by default a tone of half the full scale. */
final class SongWriter implements AutoCloseable {
  private static final int RATE = 48_000;
  private static final int STEREO = 2;
  private static final int FRAME = 1024;
  private static final long BIT_RATE = 128_000;

  private final int rate;
  private final int channels;
  private final AVFormatContext format = new AVFormatContext(null);
  private final AVCodecContext context;
  private final AVStream stream;
  private final AVFrame frame = av_frame_alloc();
  private final AVPacket packet = av_packet_alloc();

  private SongWriter(
      Path file,
      AVCodec codec,
      int sampleFormat,
      int rate,
      int channels,
      Map<String, String> tags) {
    this.rate = rate;
    this.channels = channels;
    check(avformat_alloc_output_context2(format, null, null, file.toString()));
    context = avcodec_alloc_context3(codec);
    context
        .sample_fmt(sampleFormat)
        .sample_rate(rate)
        .bit_rate(BIT_RATE)
        .time_base(av_make_q(1, rate))
        .strict_std_compliance(FF_COMPLIANCE_EXPERIMENTAL)
        .flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    av_channel_layout_default(context.ch_layout(), channels);
    check(avcodec_open2(context, codec, (AVDictionary) null));
    stream = avformat_new_stream(format, null);
    check(avcodec_parameters_from_context(stream.codecpar(), context));
    AVIOContext output = new AVIOContext(null);
    check(avio_open(output, file.toString(), AVIO_FLAG_WRITE));
    format.pb(output);
    AVDictionary metadata = new AVDictionary(null);
    tags.forEach((name, value) -> av_dict_set(metadata, name, value, 0));
    format.metadata(metadata);
    check(avformat_write_header(format, (AVDictionary) null));
  }

  static void write(Path file, AVCodec codec, String sampleFormat, double hertz, int seconds) {
    write(file, codec, sampleFormat, time -> 0.5 * Math.sin(2 * Math.PI * hertz * time), seconds);
  }

  /** Encodes any signal of the time in seconds. */
  static void write(
      Path file, AVCodec codec, String sampleFormat, DoubleUnaryOperator signal, int seconds) {
    write(file, codec, sampleFormat, signal, seconds, Map.of());
  }

  /** Encodes a signal under these tags. */
  static void write(
      Path file,
      AVCodec codec,
      String sampleFormat,
      DoubleUnaryOperator signal,
      int seconds,
      Map<String, String> tags) {
    try (SongWriter writer =
        new SongWriter(file, codec, av_get_sample_fmt(sampleFormat), RATE, STEREO, tags)) {
      writer.encode(signal, seconds);
    }
  }

  /**
   * Encodes the tone in the first sample format, rate and number of channels that the encoder
   * takes.
   *
   * @throws IllegalStateException if the file's format does not take the codec
   */
  static void write(Path file, AVCodec codec, int seconds) {
    int rate =
        supported(codec, AV_CODEC_CONFIG_SAMPLE_RATE, IntPointer.class)
            .map(IntPointer::get)
            .orElse(RATE);
    int channels =
        supported(codec, AV_CODEC_CONFIG_CHANNEL_LAYOUT, AVChannelLayout.class)
            .map(AVChannelLayout::nb_channels)
            .orElse(STEREO);
    int sampleFormat =
        supported(codec, AV_CODEC_CONFIG_SAMPLE_FORMAT, IntPointer.class).orElseThrow().get();
    try (SongWriter writer = new SongWriter(file, codec, sampleFormat, rate, channels, Map.of())) {
      writer.encode(time -> 0.5 * Math.sin(2 * Math.PI * 440 * time), seconds);
    }
  }

  /** The first of what an encoder takes; empty if it takes any. */
  private static <T extends Pointer> Optional<T> supported(
      AVCodec codec, int config, Class<T> type) {
    try (PointerPointer<T> list = new PointerPointer<>(1);
        IntPointer count = new IntPointer(1)) {
      check(avcodec_get_supported_config(null, codec, config, 0, list, count));
      return Optional.ofNullable(list.get(type, 0)).filter(first -> !first.isNull());
    }
  }

  private void encode(DoubleUnaryOperator signal, int seconds) {
    int size = context.frame_size() > 0 ? context.frame_size() : FRAME;
    frame.format(context.sample_fmt()).sample_rate(rate).nb_samples(size);
    av_channel_layout_default(frame.ch_layout(), channels);
    check(av_frame_get_buffer(frame, 0));
    for (long at = 0; at + size <= (long) seconds * rate; at += size) {
      check(av_frame_make_writable(frame));
      for (int i = 0; i < size; i++) {
        put(i, signal.applyAsDouble((double) (at + i) / rate));
      }
      check(avcodec_send_frame(context, frame.pts(at)));
      drain();
    }
    check(avcodec_send_frame(context, null));
    drain();
    check(av_write_trailer(format));
  }

  private void put(int index, double value) {
    boolean planar = av_sample_fmt_is_planar(frame.format()) == 1;
    int bytes = av_get_bytes_per_sample(frame.format());
    for (int channel = 0; channel < channels; channel++) {
      long position = (long) bytes * (planar ? index : channels * index + channel);
      frame
          .extended_data(planar ? channel : 0)
          .position(position)
          .put(encoded(value, av_get_packed_sample_fmt(frame.format())), 0, bytes);
    }
  }

  private static byte[] encoded(double value, int format) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    switch (format) {
      case avutil.AV_SAMPLE_FMT_FLT -> bytes.putFloat((float) value);
      case avutil.AV_SAMPLE_FMT_S16 -> bytes.putShort((short) (value * Short.MAX_VALUE));
      case avutil.AV_SAMPLE_FMT_S32 -> bytes.putInt((int) (value * Integer.MAX_VALUE));
      case avutil.AV_SAMPLE_FMT_U8 -> bytes.put((byte) (128 + value * Byte.MAX_VALUE));
      case avutil.AV_SAMPLE_FMT_DBL -> bytes.putDouble(value);
      default -> throw new IllegalArgumentException("sample format " + format);
    }
    return bytes.array();
  }

  private void drain() {
    while (avcodec_receive_packet(context, packet) >= 0) {
      av_packet_rescale_ts(packet, context.time_base(), stream.time_base());
      check(av_interleaved_write_frame(format, packet.stream_index(0)));
    }
  }

  private static void check(int code) {
    if (code < 0) {
      throw new IllegalStateException("ffmpeg said " + code);
    }
  }

  @Override
  public void close() {
    av_packet_free(packet);
    av_frame_free(frame);
    avcodec_free_context(context);
    avio_closep(format.pb());
    avformat_free_context(format);
  }
}
