// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.TrackReader.BadRecordException;
import dev.segue.embedder.TrackReader.Request;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.Waveform;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread's share of a round: whatever a record holds, it ends with an outcome. */
final class Lane implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Lane.class);
  private static final String INTERNAL = "internal";

  private final Queue<Job> queue;
  private final TrackReader reader;
  private final TrackEmbedder embedder;
  private final int batchSize;
  private final double batchSeconds;
  private final List<Waiting> batch = new ArrayList<>();

  /** A track whose samples wait for the batch to fill. */
  private record Waiting(Job job, String trackId, PreparedAudio audio) {
    Waveform waveform() {
      return audio.waveform().orElseThrow();
    }
  }

  Lane(Queue<Job> queue, TrackReader reader, TrackEmbedder embedder, EmbedderSettings settings) {
    this.queue = queue;
    this.reader = reader;
    this.embedder = embedder;
    this.batchSize = settings.batchSize();
    this.batchSeconds = settings.batchAudio().toMillis() / 1000.0;
  }

  @Override
  public void run() {
    for (Job job = queue.poll(); job != null; job = queue.poll()) {
      begin(job);
      if (isFull()) {
        embedBatch();
      }
    }
    embedBatch();
  }

  private void begin(Job job) {
    try {
      Request request = reader.read(job.record());
      if (request instanceof Request.Listen listen) {
        listen(job, listen);
      } else {
        job.done(
            request instanceof Request.Takedown ? new Outcome.Withdrawn() : new Outcome.Silent());
      }
    } catch (BadRecordException e) {
      job.done(Outcome.Refused.of(e.reason(), e));
    } catch (AudioException e) {
      job.done(Outcome.Refused.of(e));
    } catch (RuntimeException e) {
      job.done(internal(job, e));
    }
  }

  private void listen(Job job, Request.Listen listen) throws AudioException {
    PreparedAudio audio = embedder.prepare(listen.audio(), listen.sha256());
    if (audio.known().isPresent()) {
      job.done(new Outcome.Embedded(listen.trackId(), audio.known().get()));
    } else {
      batch.add(new Waiting(job, listen.trackId(), audio));
    }
  }

  private boolean isFull() {
    return batch.size() >= batchSize
        || batch.stream().mapToDouble(waiting -> waiting.waveform().seconds()).sum()
            >= batchSeconds;
  }

  private void embedBatch() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      float[][] vectors = embedder.embed(batch.stream().map(Waiting::waveform).toList());
      for (int i = 0; i < vectors.length; i++) {
        finish(batch.get(i), vectors[i]);
      }
    } catch (RuntimeException e) {
      // One track may have spoilt it for all.
      log.warn("a batch of {} failed and is tried one by one", batch.size(), e);
      batch.forEach(this::embedAlone);
    }
    batch.clear();
  }

  private void embedAlone(Waiting waiting) {
    try {
      finish(waiting, embedder.embed(List.of(waiting.waveform()))[0]);
    } catch (RuntimeException e) {
      waiting.job().done(internal(waiting.job(), e));
    }
  }

  private void finish(Waiting waiting, float[] vector) {
    try {
      waiting
          .job()
          .done(new Outcome.Embedded(waiting.trackId(), embedder.finish(waiting.audio(), vector)));
    } catch (AudioException e) {
      waiting.job().done(Outcome.Refused.of(e));
    }
  }

  private static Outcome internal(Job job, RuntimeException e) {
    log.error("{} offset {} could not be embedded", job.partition(), job.record().offset(), e);
    return Outcome.Refused.of(INTERNAL, e);
  }
}
