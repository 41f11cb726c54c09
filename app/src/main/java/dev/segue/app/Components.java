// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.embedder.EmbedderSettings;
import dev.segue.ingest.IngestSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.runtime.storage.DiskSettings;
import dev.segue.runtime.storage.DiskSpace;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.TopicSpec;
import dev.segue.schemas.Topics;
import dev.segue.serving.ServingSettings;
import dev.segue.trainer.TrainerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;

/** What every command makes of the settings. */
public final class Components {
  /** The settings of all modules. */
  static final List<Class<?>> MODULES =
      List.of(
          TopicSettings.class,
          StoreSettings.class,
          DiskSettings.class,
          BrokerSettings.class,
          HttpSettings.class,
          IngestSettings.class,
          EmbedderSettings.class,
          TrainerSettings.class,
          ServingSettings.class);

  private Components() {}

  /** Declares the settings of all modules. */
  public static Settings.Builder settings() {
    return TrainerSettings.declare(Settings.builder())
        .declare(TopicSettings.class, TopicSettings::problems)
        .declare(DiskSettings.class)
        .declare(StoreSettings.class)
        .declare(BrokerSettings.class)
        .declare(HttpSettings.class)
        .declare(IngestSettings.class)
        .declare(EmbedderSettings.class)
        .declare(ServingSettings.class, ServingSettings::problems);
  }

  /** What each setting may be, in words. */
  public static Map<String, String> allowed() {
    Map<String, String> allowed = new TreeMap<>();
    MODULES.forEach(module -> allowed.putAll(Settings.allowed(module)));
    return allowed;
  }

  /** The topic catalogue. */
  public static Topics topics(Settings settings) {
    TopicSettings topic = settings.get(TopicSettings.class);
    return Topics.of(topic.prefix(), topic.partitions());
  }

  /** All topics of the catalogue. */
  public static List<TopicSpec> catalogue(Settings settings) {
    return topics(settings).all(backbones(settings));
  }

  /** Creates topics and compares them, as they are to be replicated. */
  public static TopicAdmin topicAdmin(Settings settings, Admin admin) {
    return new TopicAdmin(admin, TopicSettings.replication(settings));
  }

  /** The room on the disks of these folders. */
  public static DiskSpace disk(Settings settings, Path... folders) {
    return new DiskSpace(settings.get(DiskSettings.class).lowWater(), folders);
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
