// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.publish;

import dev.segue.schemas.PlayEvent;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Publishes many plays without waiting for each: the producer batches them, its buffer is the back
 * pressure, and the first failure stops the work at the next call.
 *
 * <p>For one thread; only the acknowledgements come from another.
 */
public final class PlayStream {
  private final PlayPublisher publisher;
  private final LongAdder acknowledged = new LongAdder();
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  /** Publishes through this. */
  public PlayStream(PlayPublisher publisher) {
    this.publisher = publisher;
  }

  /**
   * Hands one play over.
   *
   * @throws PublishException if this or an earlier play was not delivered
   * @throws InterruptException if the thread is interrupted while the buffer is full
   */
  public void publish(PlayEvent play) {
    throwFailure();
    try {
      publisher.send(
          play,
          (metadata, error) -> {
            if (error == null) {
              acknowledged.increment();
            } else {
              failure.compareAndSet(null, error);
            }
          });
    } catch (InterruptException e) {
      // Says nothing about the broker; the thread's interrupt flag is set.
      throw e;
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
      throwFailure();
    }
  }

  /**
   * Waits until every play is acknowledged.
   *
   * @throws PublishException if one was not delivered
   */
  public void finish() {
    try {
      publisher.flush();
    } catch (KafkaException e) {
      failure.compareAndSet(null, e);
    }
    throwFailure();
  }

  /** Plays that the broker has acknowledged. */
  public long acknowledged() {
    return acknowledged.sum();
  }

  private void throwFailure() {
    Exception cause = failure.get();
    if (cause != null) {
      throw new PublishException(
          "the broker took "
              + acknowledged.sum()
              + " plays and then failed: "
              + cause.getMessage()
              + ". Run the same command again when it is back: plays already taken count once",
          cause);
    }
  }

  @Override
  public String toString() {
    return "PlayStream[" + publisher + ", acknowledged=" + acknowledged.sum() + "]";
  }
}
