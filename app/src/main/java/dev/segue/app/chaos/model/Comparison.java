// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

import dev.segue.app.chaos.model.Ledger.Audio;
import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.HistoryKey;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.TrackEmbedding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares what stands on the topics with what must follow from what was acknowledged.
 *
 * @param k tracks in a list
 * @param models in the order in which they are preferred for serving
 * @param algorithms what each training reports of
 * @param tracksTopic the topic that uploads go to
 */
public record Comparison(int k, List<String> models, List<String> algorithms, String tracksTopic) {
  /** What is wrong whatever comes later. */
  public List<Finding> forGood(Ledger ledger, Observed observed) {
    List<Finding> findings = new ArrayList<>(ledger.violations());
    findings.addAll(observed.misplaced);
    return findings;
  }

  /** Every difference that may be gone once the system has caught up. */
  public List<Finding> of(Ledger ledger, Observed observed) {
    List<Finding> findings = new ArrayList<>();
    Map<HistoryKey, Heard> histories = ExpectedHistories.of(ledger.plays());
    histories(histories, observed, findings);
    tracks(ledger, observed, findings);
    letters(ledger, observed, findings);
    trainings(ledger, observed, findings);
    lists(histories, ledger, observed, findings);
    return findings;
  }

  private static void histories(
      Map<HistoryKey, Heard> expected, Observed observed, List<Finding> findings) {
    expected.forEach(
        (key, heard) -> {
          String name = "history of '%s' and '%s'".formatted(key.userId(), key.trackId());
          HistoryEntry entry = observed.histories.get(key.toString());
          Heard found = entry == null ? null : Heard.of(entry);
          int plays = found == null ? 0 : found.plays();
          if (plays < heard.plays()) {
            findings.add(Finding.lost(name, heard, found, heard.plays() - plays));
          } else if (plays > heard.plays()) {
            findings.add(Finding.doubled(name, heard, found, plays - heard.plays()));
          } else if (!heard.equals(found)) {
            findings.add(Finding.divergent(name, heard, found));
          }
        });
    Set<String> keys =
        expected.keySet().stream().map(HistoryKey::toString).collect(Collectors.toSet());
    observed.histories.forEach(
        (key, entry) -> {
          if (!keys.contains(key)) {
            String name =
                "history of '%s' and '%s'".formatted(entry.getUserId(), entry.getTrackId());
            findings.add(Finding.divergent(name, "nothing acknowledged", Heard.of(entry)));
          }
        });
  }

  private void tracks(Ledger ledger, Observed observed, List<Finding> findings) {
    Map<String, Audio> tracks = ledger.tracks();
    tracks.forEach(
        (trackId, audio) -> {
          String key = "embedding of '" + trackId + "'";
          TrackEmbedding embedding = observed.embeddings.get(trackId);
          boolean wanted = audio.state() == Audio.State.UP;
          if (wanted && embedding == null) {
            findings.add(Finding.lost(key, "an embedding", "none", 1));
          } else if (!wanted && embedding != null) {
            findings.add(Finding.divergent(key, "none: " + audio.state(), "an embedding"));
          } else if (wanted && !embedding.getAudioSha256().equals(audio.sha256())) {
            findings.add(
                Finding.divergent(key, "audio " + audio.sha256(), embedding.getAudioSha256()));
          }
        });
    for (String trackId : observed.embeddings.keySet()) {
      if (!tracks.containsKey(trackId)) {
        findings.add(
            Finding.divergent("embedding of '" + trackId + "'", "no such track", "an embedding"));
      }
    }
  }

  /** A letter may come twice: after a crash a record is refused again. */
  private void letters(Ledger ledger, Observed observed, List<Finding> findings) {
    Set<Letter> expected = ledger.letters();
    ledger
        .tracks()
        .forEach(
            (trackId, audio) -> {
              if (audio.state() == Audio.State.UNHEARABLE) {
                expected.add(Letter.ofKey(tracksTopic, trackId));
              }
            });
    Set<Letter> found = new HashSet<>(observed.letters);
    observed.letters.forEach(letter -> found.add(letter.anyValue()));
    for (Letter letter : new TreeSet<>(expected)) {
      if (!found.contains(letter)) {
        findings.add(Finding.lost("dead letter of " + letter, "a letter", "none", 1));
      }
    }
    for (Letter letter : new TreeSet<>(observed.letters)) {
      if (!expected.contains(letter) && !expected.contains(letter.anyValue())) {
        findings.add(
            Finding.divergent("dead letter of " + letter, "nothing to refuse", "a letter"));
      }
    }
  }

  private void trainings(Ledger ledger, Observed observed, List<Finding> findings) {
    for (String request : ledger.trainings()) {
      for (String algorithm : algorithms) {
        String key = request + ":" + algorithm;
        int reports = observed.reports.getOrDefault(key, 0);
        if (reports == 0) {
          findings.add(Finding.lost("report of " + key, 1, 0, 1));
        } else if (reports > 1) {
          findings.add(Finding.doubled("report of " + key, 1, reports, reports - 1));
        }
      }
    }
    observed.versions.forEach(
        (version, times) -> {
          if (times > 1) {
            findings.add(Finding.doubled("release " + version, 1, times, times - 1));
          }
        });
  }

  private void lists(
      Map<HistoryKey, Heard> histories, Ledger ledger, Observed observed, List<Finding> findings) {
    Map<String, Set<String>> heard = new HashMap<>();
    Map<String, Long> plays = new HashMap<>();
    histories.forEach(
        (key, entry) -> {
          heard.computeIfAbsent(key.userId(), user -> new HashSet<>()).add(key.trackId());
          plays.merge(key.userId(), (long) entry.plays(), Long::sum);
        });
    Set<String> recommendable =
        ledger.tracks().entrySet().stream()
            .filter(track -> track.getValue().state() == Audio.State.UP)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    Optional<ModelRelease> release =
        models.stream()
            .filter(observed.releases::containsKey)
            .findFirst()
            .map(observed.releases::get);
    ListRules rules = new ListRules(k, recommendable, release);
    for (String userId : new TreeSet<>(heard.keySet())) {
      rules.check(
          userId, heard.get(userId), plays.get(userId), observed.lists.get(userId), findings::add);
    }
    for (String userId : new TreeSet<>(observed.lists.keySet())) {
      if (!heard.containsKey(userId)) {
        findings.add(Finding.divergent("list of '" + userId + "'", "no such listener", "a list"));
      }
    }
  }
}
