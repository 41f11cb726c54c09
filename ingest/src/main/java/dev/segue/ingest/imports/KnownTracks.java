// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.runtime.kafka.TopicReader;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Track;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tracks of the catalogue by their audio, so that a track keeps its id, and its listeners their
 * histories, when its file is moved, renamed or tagged again.
 *
 * <p>A file whose bytes are known is found at once. For another one, the audio of tracks whose ids
 * do not come from it is inspected, once and only then. For one thread.
 */
public final class KnownTracks {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");

  private static final Logger LOG = LoggerFactory.getLogger(KnownTracks.class);

  private final Map<String, String> byFile = new HashMap<>();
  private final List<Track> otherIds = new ArrayList<>();
  private final ObjectStore store;
  private final AudioInspection inspection;
  private final Progress progress;
  private Map<String, String> byAudio;

  private KnownTracks(ObjectStore store, AudioInspection inspection, Progress progress) {
    this.store = store;
    this.inspection = inspection;
    this.progress = progress;
  }

  /** These tracks, whose audio lies in the store. */
  public static KnownTracks of(
      Iterable<Track> tracks, ObjectStore store, AudioInspection inspection, Progress progress) {
    KnownTracks known = new KnownTracks(store, inspection, progress);
    Map<String, Track> byId = new TreeMap<>();
    tracks.forEach(track -> byId.put(track.getTrackId(), track));
    byId.values().forEach(known::add);
    return known;
  }

  /**
   * The tracks of a topic.
   *
   * @throws IOException if it cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public static KnownTracks read(
      TopicReader reader,
      String topic,
      ObjectStore store,
      AudioInspection inspection,
      Progress progress)
      throws IOException, InterruptedException {
    Map<String, Track> tracks = new HashMap<>();
    reader.read(
        topic,
        record -> {
          String id = new String(record.key(), StandardCharsets.UTF_8);
          try {
            tracks.put(id, record.value() == null ? null : Serdes.TRACK.fromBytes(record.value()));
          } catch (RuntimeException e) {
            // The embedder puts it among the dead letters.
            tracks.remove(id);
          }
        });
    tracks.values().removeIf(track -> track == null);
    return of(tracks.values(), store, inspection, progress);
  }

  private void add(Track track) {
    String file = track.getAudioSha256();
    if (file == null || track.getAudioUri() == null) {
      return;
    }
    byFile.putIfAbsent(file, track.getTrackId());
    boolean fromPackets =
        HASH.matcher(track.getTrackId()).matches() && !file.startsWith(track.getTrackId());
    if (!fromPackets) {
      otherIds.add(track);
    }
  }

  /** The id under which the catalogue has a file's audio. */
  Optional<String> id(Path file, AudioInspection.Audio audio) throws IOException {
    if (byFile.isEmpty()) {
      return Optional.empty();
    }
    String known = byFile.get(ObjectStore.sha256(file));
    return Optional.ofNullable(known != null ? known : byAudio().get(audio.sha256()));
  }

  private Map<String, String> byAudio() {
    if (byAudio == null) {
      byAudio = new HashMap<>();
      try (Progress.Task task =
          progress.begin("identify the catalogue's audio", otherIds.size(), "tracks")) {
        for (Track track : otherIds) {
          inspect(track);
          task.step(1);
        }
      }
    }
    return byAudio;
  }

  private void inspect(Track track) {
    try {
      String audio = inspection.inspect(store.resolve(track.getAudioUri())).sha256();
      byAudio.putIfAbsent(audio, track.getTrackId());
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("no file can be recognised by the audio of {}", track.getTrackId(), e);
    }
  }

  @Override
  public String toString() {
    return "KnownTracks[" + byFile.size() + "]";
  }
}
