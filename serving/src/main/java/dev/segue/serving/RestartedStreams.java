// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka Streams that is started again, after a pause, whenever it ended by an error: an instance
 * cannot be, and does not survive the loss of its global thread. Before every start damaged state
 * is moved aside, so that it is restored from the topics. Thread-safe.
 */
final class RestartedStreams implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RestartedStreams.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Supplier<KafkaStreams> factory;
  private final StateFolder state;
  private final Failures failures;
  private final Runnable restored;
  private final ScheduledExecutorService starter =
      Executors.newSingleThreadScheduledExecutor(Serving.daemon("streams-starter"));
  private volatile KafkaStreams current;
  private volatile boolean corrupted;
  private Duration pause = FIRST_PAUSE;
  private boolean restarting;

  /**
   * Makes the first instance without starting it.
   *
   * @param restored called whenever the global stores of an instance hold all that their topics do
   */
  RestartedStreams(
      Supplier<KafkaStreams> factory, StateFolder state, Failures failures, Runnable restored) {
    this.factory = factory;
    this.state = state;
    this.failures = failures;
    this.restored = restored;
    this.current = create();
  }

  /** The instance that runs now. */
  KafkaStreams current() {
    return current;
  }

  /** Starts in the background: the global stores are restored first. */
  void start() {
    starter.execute(this::startCurrent);
  }

  @Override
  public void close() {
    starter.shutdownNow();
    try {
      if (!starter.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the streams are still being started");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stop(current);
  }

  private static boolean stop(KafkaStreams streams) {
    boolean stopped = streams.close(CLOSE_TIMEOUT);
    if (!stopped) {
      LOG.warn("the streams did not stop within {} s", CLOSE_TIMEOUT.toSeconds());
    }
    return stopped;
  }

  /** Kafka Streams looks at its folder when it is made. */
  private KafkaStreams create() {
    setDamagedAside();
    KafkaStreams streams = factory.get();
    streams.setUncaughtExceptionHandler(this::failed);
    streams.setStateListener((now, before) -> changed(streams, now));
    return streams;
  }

  private void startCurrent() {
    try {
      // Returns when the global stores are restored.
      current.start();
      restored.run();
    } catch (RuntimeException e) {
      corrupted |= isCorruption(e);
      failures.remember("the streams could not be started", e);
      restartSoon();
    }
  }

  private void setDamagedAside() {
    try {
      if (state.setDamagedAside() == 0 && corrupted) {
        state.setAllAside("RocksDB found a damaged block while it ran");
      }
      corrupted = false;
    } catch (IOException e) {
      failures.remember("the state of the streams cannot be looked through", e);
    }
  }

  private synchronized void changed(KafkaStreams streams, KafkaStreams.State now) {
    if (now == KafkaStreams.State.RUNNING) {
      pause = FIRST_PAUSE;
    } else if (now == KafkaStreams.State.ERROR && streams == current) {
      restartSoon();
    }
  }

  private synchronized void restartSoon() {
    if (restarting) {
      return;
    }
    restarting = true;
    try {
      ScheduledFuture<?> unused =
          starter.schedule(this::restart, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the streams are being closed and are not started again");
      return;
    }
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private void restart() {
    LOG.warn("the streams are started again");
    boolean created = stop(current) && replaced();
    synchronized (this) {
      restarting = false;
    }
    if (created) {
      startCurrent();
    } else {
      restartSoon();
    }
  }

  private boolean replaced() {
    try {
      current = create();
      return true;
    } catch (RuntimeException e) {
      failures.remember("the streams could not be set up", e);
      return false;
    }
  }

  private StreamThreadExceptionResponse failed(Throwable cause) {
    failures.remember("a stream thread failed", cause);
    corrupted |= isCorruption(cause);
    // What it had not committed is done again by another thread. A store that cannot be used is not
    // better there: the state is looked through, and all threads begin again.
    return hasCause(cause, ProcessorStateException.class)
        ? StreamThreadExceptionResponse.SHUTDOWN_CLIENT
        : StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private static boolean isCorruption(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof RocksDBException rocks
          && rocks.getStatus() != null
          && rocks.getStatus().getCode() == Status.Code.Corruption) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasCause(Throwable error, Class<? extends Throwable> type) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return "RestartedStreams[" + current.state() + "]";
  }
}
