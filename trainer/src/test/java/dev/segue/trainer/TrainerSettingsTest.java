// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.runtime.config.Patterns;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.config.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerSettingsTest {
  private static final String NAME = Patterns.NAME_SAYS;

  @Test
  void namesTheNearestSettingWhenOneIsMistyped() {
    assertThatThrownBy(
            () -> Settings.of(TrainerSettings.class, Map.of("trainer.intervall", "PT1H")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("trainer.interval");
  }

  @Test
  void hasTheseDefaults() {
    TrainerSettings settings = Settings.of(TrainerSettings.class, Map.of());
    assertThat(settings.algorithms())
        .containsExactly("popularity", "item-item-recent", "knn", "fusion");
    assertThat(settings.algorithm()).isEmpty();
    assertThat(settings.seed()).isEqualTo(42);
    assertThat(settings.backbone()).isEqualTo("mfcc");
    assertThat(settings.interval()).isEqualTo(Duration.ofMinutes(15));
    assertThat(settings.plays()).isZero();
    assertThat(settings.dedupeTtl()).isEqualTo(Duration.ofDays(30));
    assertThat(settings.recentPlays()).isEqualTo(1024);
    assertThat(settings.checkpointInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.parallelism()).isEqualTo(2);
    assertThat(settings.trainingTimeout()).isEqualTo(Duration.ofHours(6));
    assertThat(settings.warmStart()).isTrue();
    assertThat(settings.keepReleases()).isEqualTo(5);
    assertThat(settings.gate().window()).isEqualTo(Duration.ofDays(14));
    assertThat(settings.gate().minListeners()).isEqualTo(20);
    assertThat(settings.gate().k()).isEqualTo(50);
  }

  @Test
  void hasTheseKeys() {
    Map<String, String> values =
        Map.ofEntries(
            Map.entry("trainer.algorithms", "knn"),
            Map.entry("trainer.algorithm.item-item.max-history", "7"),
            Map.entry("trainer.seed", "1"),
            Map.entry("trainer.backbone", "mert"),
            Map.entry("trainer.interval", "PT0S"),
            Map.entry("trainer.plays", "2"),
            Map.entry("trainer.dedupe-ttl", "P1D"),
            Map.entry("trainer.recent-plays", "3"),
            Map.entry("trainer.checkpoint-interval", "PT10S"),
            Map.entry("trainer.parallelism", "4"),
            Map.entry("trainer.training-timeout", "PT5M"),
            Map.entry("trainer.warm-start", "false"),
            Map.entry("trainer.keep-releases", "6"),
            Map.entry("trainer.gate.window", "P7D"),
            Map.entry("trainer.gate.min-listeners", "8"),
            Map.entry("trainer.gate.k", "9"));
    TrainerSettings settings = Settings.of(TrainerSettings.class, values);
    assertThat(settings.algorithms()).isEqualTo(List.of("knn"));
    assertThat(settings.algorithm()).isEqualTo(Map.of("item-item", Map.of("max-history", "7")));
    assertThat(settings.seed()).isEqualTo(1);
    assertThat(settings.backbone()).isEqualTo("mert");
    assertThat(settings.interval()).isZero();
    assertThat(settings.plays()).isEqualTo(2);
    assertThat(settings.dedupeTtl()).isEqualTo(Duration.ofDays(1));
    assertThat(settings.recentPlays()).isEqualTo(3);
    assertThat(settings.checkpointInterval()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.parallelism()).isEqualTo(4);
    assertThat(settings.trainingTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.warmStart()).isFalse();
    assertThat(settings.keepReleases()).isEqualTo(6);
    assertThat(settings.gate().window()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.gate().minListeners()).isEqualTo(8);
    assertThat(settings.gate().k()).isEqualTo(9);
  }

  @Test
  void readsArgumentsOfTheMainClassOverTheFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("segue.properties");
    Files.writeString(file, "trainer.plays=1\ntopic.prefix=acme\nstore.folder=/srv/store\n");
    String[] arguments = {
      "--settings", file.toString(), "--trainer.plays", "2", "--kafka.bootstrap.servers", "b:1"
    };
    Settings settings = TrainerMain.settings(arguments, Map.of("SEGUE_TOPIC_PARTITIONS", "8"));
    assertThat(settings.get(TrainerSettings.class).plays()).isEqualTo(2);
    assertThat(settings.get(TrainerMain.TopicSettings.class).prefix()).isEqualTo("acme");
    assertThat(settings.get(TrainerMain.TopicSettings.class).partitions()).isEqualTo(8);
    assertThat(settings.get(TrainerMain.StoreSettings.class).folder())
        .isEqualTo(Path.of("/srv/store"));
    assertThat(settings.kafka().bootstrapServers()).isEqualTo("b:1");
  }

  @Test
  void hasTheseRanges() {
    assertThat(Settings.withoutRange(TrainerSettings.class)).isEmpty();
    assertThat(Settings.allowed(TrainerSettings.class))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("trainer.algorithms", "a comma-separated list, each element " + NAME),
                Map.entry(
                    "trainer.seed",
                    "a whole number from -9223372036854775808 to 9223372036854775807"),
                Map.entry("trainer.backbone", NAME),
                Map.entry("trainer.interval", "a duration from 0s to 365d"),
                Map.entry("trainer.plays", "a whole number from 0 to 1000000000000"),
                Map.entry("trainer.dedupe-ttl", "a duration from 1m to 3650d"),
                Map.entry("trainer.recent-plays", "a whole number from 1 to 1000000"),
                Map.entry("trainer.checkpoint-interval", "a duration from 10ms to 10m"),
                Map.entry("trainer.parallelism", "a whole number from 1 to 1024"),
                Map.entry("trainer.training-timeout", "a duration from 1s to 30d"),
                Map.entry("trainer.warm-start", "true or false"),
                Map.entry("trainer.keep-releases", "a whole number from 1 to 10000"),
                Map.entry("trainer.gate.window", "a duration from 1m to 36500d"),
                Map.entry("trainer.gate.min-listeners", "a whole number from 0 to 1000000000"),
                Map.entry("trainer.gate.k", "a whole number from 1 to 1000")));
  }

  @Test
  void refusesAnAlgorithmThatIsNoneAndASettingThatItDoesNotHave() {
    assertThatThrownBy(
            () ->
                declared(
                    Map.of(
                        "trainer.algorithms", "knn,popularty",
                        "trainer.algorithm.gsasrc.epochs", "3",
                        "trainer.algorithm.gsasrec.epoch", "3",
                        "trainer.algorithm.ease.lambda", "-1")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll(
            "trainer.algorithms: there is no algorithm popularty",
            "trainer.algorithm.gsasrc: there is no algorithm gsasrc",
            "trainer.algorithm.gsasrec: gsasrec has no setting epoch",
            "trainer.algorithm.ease: ease: lambda is -1");
  }

  @Test
  void takesSettingsOfAlgorithmsWithHyphensFromTheEnvironment() {
    TrainerSettings settings =
        TrainerSettings.declare(Settings.builder())
            .environment(
                Map.of(
                    "SEGUE_TRAINER_ALGORITHM_GSASREC_EPOCHS", "3",
                    "SEGUE_TRAINER_ALGORITHM_ITEM_ITEM_RECENT_MAX_HISTORY", "7",
                    "SEGUE_TRAINER_ALGORITHM_ITEM_ITEM_MAX_HISTORY", "8"))
            .build()
            .get(TrainerSettings.class);
    assertThat(settings.algorithm())
        .isEqualTo(
            Map.of(
                "gsasrec", Map.of("epochs", "3"),
                "item-item-recent", Map.of("max-history", "7"),
                "item-item", Map.of("max-history", "8")));
  }

  @Test
  void takesSettingsOfAComponentOfTheFusion() {
    assertThat(
            declared(Map.of("trainer.algorithm.fusion.recent.within-days", "2"))
                .get(TrainerSettings.class)
                .algorithm())
        .isEqualTo(Map.of("fusion", Map.of("recent.within-days", "2")));
  }

  private static Settings declared(Map<String, String> values) {
    return TrainerSettings.declare(Settings.builder()).values(values).build();
  }
}
