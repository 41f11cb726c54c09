// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.AudioException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Works on many files at a time and tells of them in their order. Files far ahead of the one that
 * is told of next are not begun.
 */
final class FilesAhead {
  private static final long CLOSE_TIMEOUT_SECONDS = 10;

  private final int threads;
  private final int ahead;

  /**
   * Sets the limits.
   *
   * @param threads that begin the work on a file
   * @param ahead files in work, at most
   */
  FilesAhead(int threads, int ahead) {
    this.threads = threads;
    this.ahead = ahead;
  }

  /** Begins the work on a file; called by several threads. */
  interface Work<T> {
    /** What becomes of the file, or will. */
    CompletableFuture<T> begin(Path file) throws AudioException;
  }

  private record Begun<T>(Path file, CompletableFuture<T> result) {}

  /**
   * Works on all files. Errors other than refused audio end it.
   *
   * @throws InterruptedException if the thread is interrupted; what is not begun is not done
   */
  <T> void run(List<Path> files, Work<T> work, FileListener<T> listener)
      throws InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, FilesAhead::thread);
    try {
      Deque<Begun<T>> begun = new ArrayDeque<>();
      for (Path file : files) {
        if (begun.size() == ahead) {
          tell(begun.remove(), listener);
        }
        begun.add(new Begun<>(file, begin(file, work, pool)));
      }
      while (!begun.isEmpty()) {
        tell(begun.remove(), listener);
      }
    } finally {
      pool.shutdownNow();
      pool.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static <T> CompletableFuture<T> begin(Path file, Work<T> work, ExecutorService pool) {
    return CompletableFuture.completedFuture(file)
        .thenComposeAsync(
            next -> {
              try {
                return work.begin(next);
              } catch (AudioException e) {
                throw new CompletionException(e);
              }
            },
            pool);
  }

  private static <T> void tell(Begun<T> next, FileListener<T> listener)
      throws InterruptedException {
    T result;
    try {
      result = next.result().get();
    } catch (ExecutionException e) {
      listener.refused(next.file(), refusal(e.getCause()));
      return;
    }
    listener.heard(next.file(), result);
  }

  /** Why the audio was refused; throws whatever else it was. */
  static AudioException refusal(Throwable cause) {
    if (cause instanceof AudioException refusal) {
      return refusal;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw cause instanceof RuntimeException bug ? bug : new IllegalStateException(cause);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "file-decoder");
    thread.setDaemon(true);
    return thread;
  }
}
