// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EXIT;
import static org.bytedeco.ffmpeg.global.avutil.AV_LOG_QUIET;
import static org.bytedeco.ffmpeg.global.avutil.av_log_set_level;
import static org.bytedeco.ffmpeg.global.avutil.av_strerror;
import static org.bytedeco.ffmpeg.global.avutil.av_version_info;

import dev.segue.embedder.audio.AudioException.Reason;
import java.nio.charset.StandardCharsets;

/** What every call into the native library shares: its error codes and its silence. */
final class Ffmpeg {
  private static final int MESSAGE_BYTES = 128;

  static {
    // It would write about every broken frame to stderr, past the log.
    av_log_set_level(AV_LOG_QUIET);
  }

  private Ffmpeg() {}

  /** Loads the native library, so that a missing one stops the process and not the first track. */
  static void load() {
    describe(0);
  }

  static String version() {
    return av_version_info().getString();
  }

  /** Passes a code that is not negative on; any other becomes an exception. */
  static int check(int code, Reason reason, String what) throws AudioException {
    if (code == AVERROR_EXIT) {
      throw new AudioException(Reason.TIMED_OUT, "decoding did not end in time: " + what);
    }
    if (code < 0) {
      throw new AudioException(reason, what + ": " + describe(code));
    }
    return code;
  }

  /** Native allocation returns null when memory is short. */
  static <T extends org.bytedeco.javacpp.Pointer> T allocated(T pointer) {
    if (pointer == null || pointer.isNull()) {
      throw new OutOfMemoryError("ffmpeg could not allocate memory");
    }
    return pointer;
  }

  private static String describe(int code) {
    byte[] message = new byte[MESSAGE_BYTES];
    av_strerror(code, message, message.length);
    int length = 0;
    while (length < message.length && message[length] != 0) {
      length++;
    }
    return new String(message, 0, length, StandardCharsets.UTF_8);
  }
}
