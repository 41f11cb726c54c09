// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.bytedeco.ffmpeg.global.avutil.AV_CHANNEL_ORDER_UNSPEC;
import static org.bytedeco.ffmpeg.global.avutil.AV_SAMPLE_FMT_FLT;
import static org.bytedeco.ffmpeg.global.avutil.av_channel_layout_default;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set_double;
import static org.bytedeco.ffmpeg.global.swresample.swr_alloc_set_opts2;
import static org.bytedeco.ffmpeg.global.swresample.swr_convert;
import static org.bytedeco.ffmpeg.global.swresample.swr_free;
import static org.bytedeco.ffmpeg.global.swresample.swr_get_out_samples;
import static org.bytedeco.ffmpeg.global.swresample.swr_init;
import static org.bytedeco.ffmpeg.global.swresample.swr_set_matrix;

import dev.segue.embedder.audio.AudioException.Reason;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Averages the channels and brings every frame to one sample rate. */
final class MonoResampler implements AutoCloseable {
  /** Beyond these a header lies; the filter would also grow without bound. In Hz. */
  private static final int LOWEST_RATE = 1000;

  private static final int HIGHEST_RATE = 768_000;

  /**
   * The low-pass filter: taps at the lower of the two rates, where it has fallen by 6 dB in parts
   * of the lower Nyquist frequency, and the shape of its Kaiser window. Flat to 0.9, silent from 1
   * on; the library's own (32, 0.97, 9) lets 1.02 through at -14 dB.
   */
  private static final int FILTER_SIZE = 96;

  private static final double CUTOFF = 0.94;
  private static final double KAISER_BETA = 9;

  private final int sampleRate;
  private final int maxChannels;
  private final PointerPointer<FloatPointer> planes = new PointerPointer<>(1);
  private FloatPointer output = new FloatPointer(1 << 14);
  private SwrContext context;
  private int fromRate;
  private int fromFormat;
  private int fromChannels;

  MonoResampler(int sampleRate, int maxChannels) {
    this.sampleRate = sampleRate;
    this.maxChannels = maxChannels;
  }

  /** Appends the frame's samples, less those that the filter still holds. */
  void accept(AVFrame frame, SampleBuffer sink) throws AudioException {
    // A frame may differ from the one before; a context made for that one would read past its end.
    if (context == null
        || frame.sample_rate() != fromRate
        || frame.format() != fromFormat
        || frame.ch_layout().nb_channels() != fromChannels) {
      finish(sink);
      open(frame);
    }
    convert(frame.extended_data(), frame.nb_samples(), sink);
  }

  /** Appends what the filter still holds. */
  void finish(SampleBuffer sink) throws AudioException {
    if (context != null) {
      convert(null, 0, sink);
      swr_free(context);
      context = null;
    }
  }

  private void convert(PointerPointer<?> input, int samples, SampleBuffer sink)
      throws AudioException {
    int most =
        Ffmpeg.check(
            swr_get_out_samples(context, samples), Reason.UNREADABLE, "cannot be resampled");
    if (most > output.capacity()) {
      output.close();
      output = new FloatPointer(most);
    }
    planes.put(0, output);
    int count =
        Ffmpeg.check(
            swr_convert(context, planes, Math.toIntExact(output.capacity()), input, samples),
            Reason.UNREADABLE,
            "the audio cannot be resampled");
    sink.append(output, count);
  }

  private void open(AVFrame frame) throws AudioException {
    fromRate = frame.sample_rate();
    fromFormat = frame.format();
    fromChannels = frame.ch_layout().nb_channels();
    checkFormat();
    try (AVChannelLayout mono = new AVChannelLayout();
        AVChannelLayout unnamed = new AVChannelLayout()) {
      av_channel_layout_default(mono, 1);
      av_channel_layout_default(unnamed, fromChannels);
      AVChannelLayout from =
          frame.ch_layout().order() == AV_CHANNEL_ORDER_UNSPEC ? unnamed : frame.ch_layout();
      context = new SwrContext(null);
      Ffmpeg.check(
          swr_alloc_set_opts2(
              context, mono, AV_SAMPLE_FMT_FLT, sampleRate, from, fromFormat, fromRate, 0, null),
          Reason.UNREADABLE,
          "the audio cannot be resampled");
      Ffmpeg.check(
          swr_set_matrix(context, average(), fromChannels),
          Reason.UNREADABLE,
          "the channels cannot be mixed");
      option("filter_size", FILTER_SIZE);
      option("cutoff", CUTOFF);
      option("kaiser_beta", KAISER_BETA);
      Ffmpeg.check(swr_init(context), Reason.UNREADABLE, "the audio cannot be resampled");
    }
  }

  private void option(String name, double value) throws AudioException {
    Ffmpeg.check(
        av_opt_set_double(context, name, value, 0),
        Reason.UNREADABLE,
        "the resampler has no option " + name);
  }

  /** The plain mean, as librosa does it; the library's own mix is 3 dB louder. */
  private double[] average() {
    double[] weights = new double[fromChannels];
    Arrays.fill(weights, 1.0 / fromChannels);
    return weights;
  }

  private void checkFormat() throws AudioException {
    if (fromChannels > maxChannels) {
      throw new AudioException(
          Reason.TOO_MANY_CHANNELS,
          "the audio has %d channels; the limit is %d (embedder.max-channels)"
              .formatted(fromChannels, maxChannels));
    }
    if (fromChannels < 1) {
      throw new AudioException(Reason.UNREADABLE, "the audio has no channel");
    }
    if (fromRate < LOWEST_RATE || fromRate > HIGHEST_RATE) {
      throw new AudioException(
          Reason.SAMPLE_RATE,
          "the audio's sample rate is %d Hz; audio has %d to %d Hz"
              .formatted(fromRate, LOWEST_RATE, HIGHEST_RATE));
    }
  }

  @Override
  public void close() {
    if (context != null) {
      swr_free(context);
    }
    output.close();
    planes.close();
  }
}
