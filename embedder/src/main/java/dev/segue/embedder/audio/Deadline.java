// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import dev.segue.embedder.audio.AudioException.Reason;
import java.time.Duration;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOInterruptCB;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;

/** When one file's decoding must be over, for our loops and for ffmpeg's own. */
final class Deadline implements AutoCloseable {
  /** One for all: JavaCPP has a fixed number of native callbacks a class. */
  private static final Interrupt INTERRUPT = new Interrupt();

  private final Duration timeout;
  private final LongPointer nanoTime;

  private Deadline(Duration timeout) {
    this.timeout = timeout;
    this.nanoTime = new LongPointer(1);
    nanoTime.put(System.nanoTime() + timeout.toNanos());
  }

  static Deadline in(Duration timeout) {
    return new Deadline(timeout);
  }

  /** Makes reads of this context end with an error once the time is over. */
  void guard(AVFormatContext format) {
    format.interrupt_callback().callback(INTERRUPT).opaque(nanoTime);
  }

  /** Allows so much more time, for what was spent waiting for others. */
  void extend(long nanos) {
    nanoTime.put(nanoTime.get() + nanos);
  }

  void check() throws AudioException {
    if (isOver(nanoTime.get())) {
      throw new AudioException(
          Reason.TIMED_OUT,
          "decoding did not end within %d ms; raise embedder.decode-timeout if it should be given more"
              .formatted(timeout.toMillis()));
    }
  }

  private static boolean isOver(long nanoTime) {
    return System.nanoTime() - nanoTime > 0;
  }

  @Override
  public void close() {
    nanoTime.close();
  }

  private static final class Interrupt extends AVIOInterruptCB.Callback_Pointer {
    @Override
    public int call(Pointer opaque) {
      return isOver(new LongPointer(opaque).get()) ? 1 : 0;
    }
  }
}
