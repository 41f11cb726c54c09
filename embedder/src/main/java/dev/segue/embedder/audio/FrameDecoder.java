// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_parameters_to_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_frame;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_packet;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_INVALIDDATA;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;

import dev.segue.embedder.audio.AudioException.Reason;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Turns packets into frames of samples. */
final class FrameDecoder implements AutoCloseable {
  /** No codec that is read makes frames of more: a header that says so lies. */
  private static final long MAX_FRAME_SAMPLES = 1 << 20;

  private final Demuxer demuxer;
  private final Deadline deadline;
  private final AVCodecContext context;
  private final AVFrame frame;
  private boolean drained;

  private FrameDecoder(Demuxer demuxer, Deadline deadline, AVCodecContext context, AVFrame frame) {
    this.demuxer = demuxer;
    this.deadline = deadline;
    this.context = context;
    this.frame = frame;
  }

  static FrameDecoder open(Demuxer demuxer, Deadline deadline) throws AudioException {
    AVCodec codec = AllowList.decoder(demuxer.stream().codecpar().codec_id());
    AVCodecContext context = Ffmpeg.allocated(avcodec_alloc_context3(codec));
    try {
      Ffmpeg.check(
          avcodec_parameters_to_context(context, demuxer.stream().codecpar()),
          Reason.UNREADABLE,
          "the audio's parameters make no sense");
      context.max_samples(MAX_FRAME_SAMPLES);
      // Without it, the silence that an encoder put before the music is not cut off.
      context.pkt_timebase(demuxer.stream().time_base());
      Ffmpeg.check(
          avcodec_open2(context, codec, (AVDictionary) null),
          Reason.UNREADABLE,
          "the audio cannot be decoded");
      return new FrameDecoder(demuxer, deadline, context, Ffmpeg.allocated(av_frame_alloc()));
    } catch (AudioException | RuntimeException | Error e) {
      avcodec_free_context(context);
      throw e;
    }
  }

  /** The next frame, valid until the next call; null at the end. Broken packets are skipped. */
  AVFrame next() throws AudioException {
    while (true) {
      int code = avcodec_receive_frame(context, frame);
      if (code >= 0) {
        return frame;
      }
      if (code == AVERROR_EOF || drained) {
        return null;
      }
      feed();
    }
  }

  private void feed() throws AudioException {
    AVPacket packet = demuxer.next(deadline);
    drained = packet == null;
    int code = avcodec_send_packet(context, packet);
    if (code != AVERROR_INVALIDDATA && code != AVERROR_EOF) {
      Ffmpeg.check(code, Reason.UNREADABLE, "the audio cannot be decoded");
    }
  }

  @Override
  public void close() {
    av_frame_free(frame);
    avcodec_free_context(context);
  }
}
