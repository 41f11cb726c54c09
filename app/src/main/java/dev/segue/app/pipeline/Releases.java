// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.pipeline;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.kafka.TopicReader;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What stands on the model-releases topic. */
public final class Releases {
  private Releases() {}

  /** The active release of every model, by name. */
  public static Map<String, ModelRelease> active(KafkaSettings kafka, Topics topics)
      throws IOException, InterruptedException {
    Map<String, ModelRelease> active = new TreeMap<>();
    all(kafka, topics).forEach(release -> active.put(release.getName(), release));
    return active;
  }

  /** Every release that the broker still has, oldest first for each name. */
  public static List<ModelRelease> all(KafkaSettings kafka, Topics topics)
      throws IOException, InterruptedException {
    List<ModelRelease> releases = new ArrayList<>();
    TopicReader.committed(kafka.consumer(Map.of()))
        .read(
            topics.modelReleases(),
            record -> {
              ModelRelease release = Serdes.MODEL_RELEASE.fromBytes(record.value());
              if (release != null) {
                releases.add(release);
              }
            });
    return releases;
  }
}
