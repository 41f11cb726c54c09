// SPDX-License-Identifier: Apache-2.0

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avformat.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.segue.embedder.audio.AudioDecoder;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.DecodeLimits;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.mfcc.Mfcc104;
import dev.segue.embedder.dsp.LogMel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.ShortPointer;

/**
 * How fast audio is decoded and turned into what backbones hear: seconds of audio a second of one
 * core's time, the median of the passes after the first two. It encodes four minutes of chords and
 * noise in stereo at 44.1 kHz itself, or reads the files that it is given.
 *
 * <p>Run: {@code java -Xmx1g -cp 'app/target/segue.jar:app/target/lib/*' benchmarks/FrontEnds.java
 * [file ...]}
 */
final class FrontEnds {
  private static final int RATE = 44_100;
  private static final int SECONDS = 240;
  private static final int PASSES = 9;
  private static final int WARM_UP = 2;
  private static final int[] WANTED = {16_000, 22_050, 24_000};

  private interface Work {
    void run() throws Exception;
  }

  public static void main(String[] args) throws Exception {
    AudioDecoder decoder = new AudioDecoder(DecodeLimits.STANDARD);
    Path folder = Files.createTempDirectory("front-ends");
    List<Path> songs = Stream.of(args).map(Path::of).toList();
    songs = songs.isEmpty() ? songs(folder) : songs;
    System.out.println("decoding and resampling, x real time of one core");
    for (Path song : songs) {
      StringBuilder line = new StringBuilder("%-12s".formatted(song.getFileName()));
      for (int rate : WANTED) {
        double seconds = decoder.decode(song, rate, Clip.WHOLE).seconds();
        double needed = needed(() -> decoder.decode(song, rate, Clip.WHOLE));
        line.append("  %5d Hz: %,7.0f".formatted(rate, seconds / needed));
      }
      System.out.println(line);
    }
    System.out.println("front ends, x real time of one core");
    Mfcc104 mfcc = Mfcc104.standard();
    Waveform track = decoder.decode(songs.get(0), mfcc.sampleRate(), Clip.WHOLE);
    frontEnd("mfcc, 104 values", track.seconds(), () -> mfcc.embed(List.of(track)));
    float[] clip = decoder.decode(songs.get(0), 24_000, Clip.WHOLE).samples();
    double seconds = clip.length / 24_000.0;
    LogMel mel = LogMel.torchaudio(24_000, 2048, 240, 128);
    frontEnd("musicfm, log-mel", seconds, () -> mel.decibels(clip));
    if (args.length == 0) {
      for (Path song : songs) {
        Files.delete(song);
      }
    }
    Files.delete(folder);
  }

  private static void frontEnd(String name, double seconds, Work work) throws Exception {
    System.out.printf("%-20s %,7.0f%n", name, seconds / needed(work));
  }

  /** Seconds of the thread's processor time: others on the machine do not count. */
  private static double needed(Work work) throws Exception {
    double[] times = new double[PASSES - WARM_UP];
    for (int i = -WARM_UP; i < times.length; i++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      work.run();
      long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      if (i >= 0) {
        times[i] = (end - start) / 1e9;
      }
    }
    Arrays.sort(times);
    return times[times.length / 2];
  }

  private static List<Path> songs(Path folder) throws IOException {
    AVCodec vorbis = avcodec_find_encoder_by_name("libvorbis");
    boolean own = vorbis == null || vorbis.isNull();
    return List.of(
        encode(folder.resolve("song.mp3"), "libmp3lame", AV_SAMPLE_FMT_FLTP),
        encode(folder.resolve("song.flac"), "flac", AV_SAMPLE_FMT_S16),
        encode(folder.resolve("song.ogg"), own ? "vorbis" : "libvorbis", AV_SAMPLE_FMT_FLTP),
        encode(folder.resolve("song.wav"), "pcm_s16le", AV_SAMPLE_FMT_S16));
  }

  private static Path encode(Path file, String codec, int sampleFormat) {
    AVFormatContext format = new AVFormatContext(null);
    check(avformat_alloc_output_context2(format, null, null, file.toString()));
    AVCodec encoder = avcodec_find_encoder_by_name(codec);
    AVCodecContext context = avcodec_alloc_context3(encoder);
    context.sample_fmt(sampleFormat).sample_rate(RATE).bit_rate(192_000);
    context.time_base(av_make_q(1, RATE));
    context.strict_std_compliance(FF_COMPLIANCE_EXPERIMENTAL);
    context.flags(context.flags() | AV_CODEC_FLAG_GLOBAL_HEADER);
    av_channel_layout_default(context.ch_layout(), 2);
    check(avcodec_open2(context, encoder, (AVDictionary) null));
    AVStream stream = avformat_new_stream(format, null);
    check(avcodec_parameters_from_context(stream.codecpar(), context));
    AVIOContext output = new AVIOContext(null);
    check(avio_open(output, file.toString(), AVIO_FLAG_WRITE));
    format.pb(output);
    check(avformat_write_header(format, (AVDictionary) null));
    write(format, context, stream);
    check(av_write_trailer(format));
    avcodec_free_context(context);
    avio_closep(format.pb());
    avformat_free_context(format);
    return file;
  }

  private static void write(AVFormatContext format, AVCodecContext context, AVStream stream) {
    AVFrame frame = av_frame_alloc();
    AVPacket packet = av_packet_alloc();
    int size = context.frame_size() > 0 ? context.frame_size() : 4096;
    frame.format(context.sample_fmt()).sample_rate(RATE).nb_samples(size);
    av_channel_layout_default(frame.ch_layout(), 2);
    check(av_frame_get_buffer(frame, 0));
    Random random = new Random(1);
    for (long at = 0; at + size <= (long) SECONDS * RATE; at += size) {
      check(av_frame_make_writable(frame));
      fill(frame, context.sample_fmt(), at, size, random);
      check(avcodec_send_frame(context, frame.pts(at)));
      drain(format, context, stream, packet);
    }
    check(avcodec_send_frame(context, null));
    drain(format, context, stream, packet);
    av_packet_free(packet);
    av_frame_free(frame);
  }

  private static void fill(AVFrame frame, int sampleFormat, long at, int size, Random random) {
    ShortPointer shorts = new ShortPointer(frame.extended_data(0));
    FloatPointer left = new FloatPointer(frame.extended_data(0));
    FloatPointer right = new FloatPointer(frame.extended_data(1));
    for (int i = 0; i < size; i++) {
      float chord = chord((at + i) / (double) RATE);
      float one = chord + (float) (0.03 * random.nextGaussian());
      float other = 0.8f * chord + (float) (0.03 * random.nextGaussian());
      if (sampleFormat == AV_SAMPLE_FMT_S16) {
        shorts.put(2L * i, (short) (one * 32_000)).put(2L * i + 1, (short) (other * 32_000));
      } else {
        left.put(i, one);
        right.put(i, other);
      }
    }
  }

  /** Three decaying harmonics of each of three notes, another chord twice a second. */
  private static float chord(double seconds) {
    double root = 110 * Math.pow(2, Math.floor(2 * seconds) * 7 % 12 / 12);
    double sum = 0;
    for (double note : new double[] {root, root * 1.25, root * 1.5}) {
      for (int harmonic = 1; harmonic <= 3; harmonic++) {
        sum += Math.sin(2 * Math.PI * note * harmonic * seconds) / harmonic;
      }
    }
    return (float) (0.12 * sum * Math.exp(-3 * (seconds % 0.5)));
  }

  private static void drain(
      AVFormatContext format, AVCodecContext context, AVStream stream, AVPacket packet) {
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
}
