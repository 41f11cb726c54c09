// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos;

import dev.segue.app.chaos.faults.Target;
import dev.segue.app.chaos.plan.Step;
import dev.segue.app.chaos.system.Sender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends the steps of a round, several at once, and tells how far it is. What concerns tracks keeps
 * its order; plays need none.
 */
final class Traffic implements Target.Steps {
  private static final int PLAY_CLIENTS = 3;

  private final Sender sender;
  private final List<Step> tracks;
  private final List<Step> plays;
  private final AtomicInteger nextTrack = new AtomicInteger();
  private final AtomicInteger nextPlay = new AtomicInteger();
  // Guarded by this.
  private int done;

  Traffic(Sender sender, List<Step> steps) {
    this.sender = sender;
    this.tracks = steps.stream().filter(Traffic::ofTracks).toList();
    this.plays = steps.stream().filter(step -> !ofTracks(step)).toList();
  }

  /** The clients; each ends when all its steps are acknowledged or refused. */
  List<Callable<Void>> clients() {
    List<Callable<Void>> clients = new ArrayList<>();
    clients.add(() -> sendAll(tracks, nextTrack));
    for (int i = 0; i < PLAY_CLIENTS; i++) {
      clients.add(() -> sendAll(plays, nextPlay));
    }
    return clients;
  }

  @Override
  public synchronized void await(int steps) throws InterruptedException {
    while (done < Math.min(steps, tracks.size() + plays.size())) {
      wait();
    }
  }

  private Void sendAll(List<Step> steps, AtomicInteger next) throws InterruptedException {
    for (int i = next.getAndIncrement(); i < steps.size(); i = next.getAndIncrement()) {
      send(steps.get(i));
      synchronized (this) {
        done++;
        notifyAll();
      }
    }
    return null;
  }

  private void send(Step step) throws InterruptedException {
    if (step instanceof Step.OnePlay one) {
      sender.play(one.play());
    } else if (step instanceof Step.Batch batch) {
      sender.batch(batch.plays());
    } else if (step instanceof Step.TopicPlays topic) {
      sender.toTopic(topic.plays());
    } else if (step instanceof Step.Upload upload) {
      sender.upload(upload.trackId(), upload.piece());
    } else if (step instanceof Step.Takedown takedown) {
      sender.takeDown(takedown.trackId());
    } else if (step instanceof Step.Train train) {
      sender.train(train.requestId());
    }
  }

  private static boolean ofTracks(Step step) {
    return step instanceof Step.Upload || step instanceof Step.Takedown;
  }
}
