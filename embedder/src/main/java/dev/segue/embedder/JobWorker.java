// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.TrackReader.BadRecordException;
import dev.segue.embedder.TrackReader.Request;
import dev.segue.embedder.audio.AudioException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings records to their outcomes, whatever they hold. Thread-safe. */
final class JobWorker {
  private static final Logger LOG = LoggerFactory.getLogger(JobWorker.class);
  private static final String INTERNAL = "internal";
  private static final String OUT_OF_MEMORY = "out-of-memory";
  private static final String CRASHED = "crashed";

  private final TrackReader reader;
  private final TrackEmbedder embedder;
  private final Attempts attempts;

  JobWorker(TrackReader reader, TrackEmbedder embedder, Attempts attempts) {
    this.reader = reader;
    this.embedder = embedder;
    this.attempts = attempts;
  }

  /** Decodes what the record names; the job ends now, or when the backbone has heard it. */
  void work(Job job) {
    if (job.isCancelled()) {
      return;
    }
    try {
      Request request = reader.read(job.record());
      if (request instanceof Request.Listen listen) {
        attempt(job, listen);
      } else {
        job.done(
            request instanceof Request.Takedown ? new Outcome.Withdrawn() : new Outcome.Silent());
      }
    } catch (BadRecordException e) {
      job.done(Outcome.Refused.of(e.reason(), e));
    } catch (RuntimeException | Error e) {
      end(job, e);
    }
  }

  private void attempt(Job job, Request.Listen listen) {
    Optional<Attempts.Attempt> begun = attempts.begin(job.record());
    if (begun.isEmpty()) {
      job.done(refusedForGood());
      return;
    }
    CompletableFuture<?> unused =
        hear(listen)
            .whenComplete(
                (audio, error) -> {
                  if (cause(error) instanceof Error) {
                    begun.get().failed();
                  } else {
                    begun.get().over();
                  }
                  if (error == null) {
                    job.done(new Outcome.Embedded(listen.trackId(), audio));
                  } else {
                    end(job, error);
                  }
                });
  }

  private CompletableFuture<EmbeddedAudio> hear(Request.Listen listen) {
    try {
      return embedder.hear(listen.audio(), listen.sha256());
    } catch (AudioException | RuntimeException | Error e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Outcome refusedForGood() {
    return Outcome.Refused.of(
        CRASHED,
        new IllegalStateException(
            "the process ended or ran out of memory each of the %d times that this track was begun (embedder.max-attempts)"
                .formatted(attempts.most())));
  }

  private static Throwable cause(Throwable error) {
    return error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  private static void end(Job job, Throwable error) {
    Throwable cause = cause(error);
    if (cause instanceof AudioException refusal) {
      job.done(Outcome.Refused.of(refusal));
    } else if (cause instanceof RuntimeException bug) {
      LOG.error("{} offset {} could not be embedded", job.partition(), job.record().offset(), bug);
      job.done(Outcome.Refused.of(OutOfMemory.causes(bug) ? OUT_OF_MEMORY : INTERNAL, bug));
    } else {
      job.failed(cause);
    }
  }
}
