// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_decoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_get_name;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import dev.segue.embedder.audio.AudioException.Reason;
import dev.segue.runtime.audio.AudioFormat;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avutil.AVDictionary;

/**
 * The parts of ffmpeg that a file may reach: containers, decoders and protocols by name. ffmpeg has
 * more than two hundred audio decoders; those that are rarely used are rarely tested, too.
 */
final class AllowList {
  /** Of two for one codec, the first is taken. No picture, video or subtitle decoder. */
  private static final List<String> DECODERS =
      List.of(
          ("aac,alac,flac,mp1float,mp2float,mp3float,opus,vorbis,wavpack,"
                  + "pcm_alaw,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,pcm_mulaw,pcm_s16be,"
                  + "pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_s8,pcm_u8,"
                  + "adpcm_ima_wav,adpcm_ms")
              .split(","));

  private static final String PROTOCOLS = "file";

  private AllowList() {}

  /** Adds the lists to the options of an input: they hold for what is opened while probing. */
  static void restrict(AVDictionary options) {
    av_dict_set(options, "protocol_whitelist", PROTOCOLS, 0);
    av_dict_set(options, "format_whitelist", AudioFormat.demuxers(), 0);
    av_dict_set(options, "codec_whitelist", String.join(",", DECODERS), 0);
  }

  /**
   * The decoder that may run for a codec.
   *
   * @param codecId of ffmpeg's {@code AVCodecID}
   * @throws AudioException if none on the list decodes it
   */
  static AVCodec decoder(int codecId) throws AudioException {
    for (String name : DECODERS) {
      AVCodec decoder = avcodec_find_decoder_by_name(name);
      if (decoder != null && !decoder.isNull() && decoder.id() == codecId) {
        return decoder;
      }
    }
    throw new AudioException(
        Reason.UNREADABLE,
        "the audio's codec is %s, which is not read; convert the file to FLAC, MP3, AAC, Opus or Vorbis"
            .formatted(avcodec_get_name(codecId).getString()));
  }
}
