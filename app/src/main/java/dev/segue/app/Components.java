// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.embedder.EmbedderSettings;
import dev.segue.ingest.IngestSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import dev.segue.serving.ServingSettings;
import dev.segue.trainer.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What every command makes of the settings. */
public final class Components {
  private Components() {}

  /** Declares the settings of all modules. */
  public static Settings.Builder settings() {
    return Settings.builder()
        .declare(TopicSettings.class)
        .declare(StoreSettings.class)
        .declare(BrokerSettings.class)
        .declare(HttpSettings.class)
        .declare(IngestSettings.class)
        .declare(EmbedderSettings.class)
        .declare(TrainerSettings.class)
        .declare(ServingSettings.class);
  }

  /** The topic catalogue. */
  public static Topics topics(Settings settings) {
    TopicSettings topic = settings.get(TopicSettings.class);
    return Topics.of(topic.prefix(), topic.partitions());
  }

  /** The object store: where it is set to be, else under the data folder. */
  public static ObjectStore store(Settings settings, Path data) throws IOException {
    return ObjectStore.at(settings.get(StoreSettings.class).path().orElse(data.resolve("objects")));
  }

  /** The backbones that have a topic. */
  public static List<String> backbones(Settings settings) {
    return List.of(settings.get(EmbedderSettings.class).backbone());
  }
}
