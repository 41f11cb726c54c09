// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.app.UserError;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.runtime.config.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws Exception {
    file = Tones.write(folder.resolve("a.wav"), 440);
    TinyMert.in(folder.resolve("tiny"));
  }

  @Test
  void saysWhichBackbonesThereAre() {
    assertThatThrownBy(() -> Listener.open(settings(Map.of("embedder.backbone", "mertt")), cache()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no backbone 'mertt'")
        .hasMessageContaining("mert-95m");
  }

  @Test
  void hearsNothingTwice() throws Exception {
    float[] first;
    try (Listener listener = Listener.open(tiny(Map.of()), cache())) {
      first = listener.hear(file).vector();
      assertThat(listener.hear(file).cached()).isTrue();
    }
    try (Listener listener = Listener.open(tiny(Map.of()), cache())) {
      assertThat(listener.hear(file).cached()).isTrue();
      assertThat(listener.hear(file).vector()).isEqualTo(first);
    }
  }

  @Test
  void hearsAgainInAnotherWay() throws Exception {
    try (Listener listener = Listener.open(tiny(Map.of()), cache())) {
      listener.hear(file);
    }
    for (Map<String, String> other :
        java.util.List.of(
            Map.of("embedder.layer", "1"),
            Map.of("embedder.clip", "whole"),
            Map.of("embedder.study-exact", "true"))) {
      try (Listener listener = Listener.open(tiny(other), cache())) {
        assertThat(listener.hear(file).cached()).as(other.toString()).isFalse();
      }
    }
  }

  @Test
  void goesOnWithoutACacheThatAnotherHas() throws Exception {
    try (Listener first = Listener.open(tiny(Map.of()), cache());
        Listener second = Listener.open(tiny(Map.of()), cache())) {
      first.hear(file);
      assertThat(second.hear(file).cached()).isFalse();
    }
  }

  private EmbedderSettings tiny(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("embedder.backbone", "mert-95m");
    values.put("embedder.weights", folder.resolve("tiny").toString());
    return settings(values);
  }

  private static EmbedderSettings settings(Map<String, String> values) {
    return Settings.of(EmbedderSettings.class, values);
  }

  private Path cache() {
    return folder.resolve("heard");
  }
}
