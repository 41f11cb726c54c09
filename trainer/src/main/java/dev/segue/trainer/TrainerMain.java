// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import dev.segue.runtime.config.Matches;
import dev.segue.runtime.config.Range;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * Submits the job to a Flink cluster: {@code flink run trainer.jar --settings segue.properties
 * --trainer.interval PT1H}. Every setting can be an argument; {@code SEGUE_*} variables count too.
 */
public final class TrainerMain {
  private static final String FILE = "settings";

  private TrainerMain() {}

  /** How this deployment names its topics. */
  @ConfigMapping(prefix = "topic")
  public interface TopicSettings {
    /** What every topic name begins with. */
    @WithDefault(Topics.DEFAULT_PREFIX)
    @Matches(value = Topics.PREFIX, says = Topics.PREFIX_SAYS)
    String prefix();

    /** Partitions of the topics of many keys. */
    @WithDefault("" + Topics.DEFAULT_PARTITIONS)
    @Range(min = "1", max = "1000")
    int partitions();
  }

  /** Where the object store of this deployment is. */
  @ConfigMapping(prefix = "store")
  public interface StoreSettings {
    /** A folder that every task manager sees under this path. */
    @WithDefault("segue-data/store")
    Path folder();
  }

  /** Builds and submits. */
  public static void main(String[] args) throws Exception {
    Settings settings = settings(args, System.getenv());
    TopicSettings topics = settings.get(TopicSettings.class);
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    TrainerJob.build(
        env,
        settings.get(TrainerSettings.class),
        settings.kafka(),
        Topics.of(topics.prefix(), topics.partitions()),
        ObjectStore.at(settings.get(StoreSettings.class).folder()));
    env.execute(TrainerJob.NAME);
  }

  static Settings settings(String[] args, Map<String, String> environment) {
    Map<String, String> given = new HashMap<>(ParameterTool.fromArgs(args).toMap());
    Settings.Builder builder =
        TrainerSettings.declare(Settings.builder())
            .declare(TopicSettings.class)
            .declare(StoreSettings.class)
            .environment(environment);
    String file = given.remove(FILE);
    if (file != null) {
      builder.file(Path.of(file));
    }
    return builder.values(given).build();
  }
}
