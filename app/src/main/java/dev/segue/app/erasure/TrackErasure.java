// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.erasure;

import dev.segue.app.dlq.DeadLetterActions;
import dev.segue.ingest.publish.TrackPublisher;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;

/**
 * Takes a track down and waits until nothing of it is left: a tombstone on the tracks topic makes
 * the embedder withdraw its vectors, and serving remove it from all lists and delete its audio.
 */
public final class TrackErasure {
  private final KafkaSettings kafka;
  private final Topics topics;
  private final List<String> backbones;
  private final ObjectStore objects;
  private final TrackPublisher tracks;
  private final DeadLetterActions deadLetters;
  private final LatestValue latest;

  /** Works with these clients, which the caller closes. */
  public TrackErasure(
      KafkaSettings kafka,
      Topics topics,
      List<String> backbones,
      ObjectStore objects,
      TrackPublisher tracks,
      DeadLetterActions deadLetters) {
    this.kafka = kafka;
    this.topics = topics;
    this.backbones = List.copyOf(backbones);
    this.objects = objects;
    this.tracks = tracks;
    this.deadLetters = deadLetters;
    this.latest = new LatestValue(kafka);
  }

  /**
   * Erases the track.
   *
   * @return what was found and what is left, place by place
   * @throws TimeoutException if a step has no effect within the time; the message says which
   */
  public List<ErasureStep> erase(String trackId, Duration timeout)
      throws IOException, InterruptedException, TimeoutException {
    Waiting waiting = new Waiting(timeout);
    Optional<Track> track = latest.of(topics.tracks(), trackId).map(Serdes.TRACK::fromBytes);
    int lists = listsWith(trackId);
    List<ErasureStep> steps = new ArrayList<>();
    takeDown(trackId);
    steps.add(ErasureStep.done(topics.tracks(), track.isPresent() ? 1 : 0));
    for (String backbone : backbones) {
      String topic = topics.trackEmbeddings(backbone);
      long found = latest.of(topic, trackId).isPresent() ? 1 : 0;
      waiting.until(
          "its vector on " + topic + " is still there", () -> latest.of(topic, trackId).isEmpty());
      steps.add(ErasureStep.done(topic, found));
    }
    waiting.until("it is still in lists", () -> listsWith(trackId) == 0);
    steps.add(ErasureStep.done(topics.recommendations(), lists));
    steps.add(ErasureStep.done("dead letters", deadLetters.eraseKey(trackId)));
    steps.add(audio(track, waiting));
    return steps;
  }

  private void takeDown(String trackId) throws InterruptedException {
    try {
      tracks.remove(trackId).get();
    } catch (ExecutionException e) {
      throw new KafkaException("the takedown was not accepted", e.getCause());
    }
  }

  private ErasureStep audio(Optional<Track> track, Waiting waiting)
      throws IOException, InterruptedException, TimeoutException {
    String uri = track.map(Track::getAudioUri).orElse(null);
    if (uri == null || !Files.exists(objects.resolve(uri))) {
      return ErasureStep.done("audio", 0);
    }
    Set<String> users = usersOf(uri);
    if (!users.isEmpty()) {
      return new ErasureStep("audio", 1, 1, "also of " + String.join(", ", users));
    }
    waiting.until(
        "the audio " + uri + " is still in the object store",
        () -> !Files.exists(objects.resolve(uri)));
    return ErasureStep.done("audio", 1);
  }

  private Set<String> usersOf(String audioUri) throws IOException, InterruptedException {
    Set<String> users = new HashSet<>();
    TopicReader.committed(kafka.consumer(Map.of()))
        .read(
            topics.tracks(),
            record -> {
              String trackId = new String(record.key(), StandardCharsets.UTF_8);
              if (record.value() != null && names(record.value(), audioUri)) {
                users.add(trackId);
              } else {
                users.remove(trackId);
              }
            });
    return users;
  }

  private static boolean names(byte[] track, String audioUri) {
    try {
      return audioUri.equals(Serdes.TRACK.fromBytes(track).getAudioUri());
    } catch (RuntimeException unreadable) {
      return false;
    }
  }

  private int listsWith(String trackId) throws IOException, InterruptedException {
    Set<String> users = new HashSet<>();
    TopicReader.committed(kafka.consumer(Map.of()))
        .read(
            topics.recommendations(),
            record -> {
              String userId = new String(record.key(), StandardCharsets.UTF_8);
              Recommendations list = Serdes.RECOMMENDATIONS.fromBytes(record.value());
              if (list != null
                  && list.getItems().stream().anyMatch(i -> i.getTrackId().equals(trackId))) {
                users.add(userId);
              } else {
                users.remove(userId);
              }
            });
    return users.size();
  }
}
