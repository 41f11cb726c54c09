// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.storage.ObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TakenDownAudioTest {
  private static final Duration DELAY = Duration.ofMinutes(1);

  @TempDir Path folder;

  private final Set<String> catalogue = new HashSet<>();
  private ObjectStore objects;
  private TakenDownAudio takenDown;
  private String audio;

  @BeforeEach
  void store() throws IOException {
    objects = ObjectStore.at(folder);
    audio = objects.put("audio", ".ogg", new ByteArrayInputStream(new byte[] {1})).name();
    takenDown = at(Clock.offset(Clock.systemUTC(), DELAY.plusSeconds(1)));
  }

  @AfterEach
  void close() {
    takenDown.close();
  }

  @Test
  void keepsTheAudioUntilTheDelayIsOver() throws IOException {
    try (TakenDownAudio early = at(Clock.systemUTC())) {
      early.takenDown(audio);
      early.sweep();
      assertThat(objects.resolve(audio)).exists();
    }
    takenDown.sweep();
    assertThat(objects.resolve(audio)).doesNotExist();
  }

  @Test
  void keepsTheAudioThatAnotherTrackUses() throws IOException {
    takenDown.takenDown(audio);
    catalogue.add(audio);
    takenDown.sweep();
    assertThat(objects.resolve(audio)).exists();
    catalogue.clear();
    takenDown.sweep();
    assertThat(objects.resolve(audio)).as("the takedown is settled").exists();
  }

  @Test
  void keepsTheAudioThatAnotherTrackNamesAsAUri() throws IOException {
    takenDown.takenDown(audio);
    catalogue.add(objects.resolve(audio).toUri().toString());
    takenDown.sweep();
    assertThat(objects.resolve(audio)).exists();
  }

  @Test
  void keepsTheAudioThatWasStoredAgain() throws IOException {
    takenDown.takenDown(audio);
    Files.setLastModifiedTime(objects.resolve(audio), FileTime.from(Instant.now().plusSeconds(10)));
    takenDown.sweep();
    assertThat(objects.resolve(audio)).exists();
  }

  @Test
  void deletesNothingOutsideTheFolderOfAudio() throws IOException {
    Path model = objects.resolve("models/knn/1/model.safetensors");
    Files.createDirectories(model.getParent());
    Files.write(model, new byte[] {1});
    takenDown.takenDown("models/knn/1/model.safetensors");
    takenDown.takenDown("audio/../models/knn/1/model.safetensors");
    takenDown.takenDown("../outside");
    takenDown.takenDown("");
    takenDown.sweep();
    assertThat(model).exists();
  }

  @Test
  void remembersTakedownsAcrossARestart() throws IOException {
    try (TakenDownAudio before = at(Clock.systemUTC())) {
      before.takenDown(audio);
    }
    takenDown.sweep();
    assertThat(objects.resolve(audio)).doesNotExist();
  }

  @Test
  void hearsOfTheAudioOfEveryTakedown(@TempDir Path state) {
    try (ServingWorld world = new ServingWorld(state, Map.of())) {
      world.listWithAudio("a", "audio/a.ogg");
      world.list("silent");
      world.takeDown("a");
      world.takeDown("a");
      world.takeDown("silent");
      world.takeDown("unknown");
      assertThat(world.takenDownAudio).containsExactly("audio/a.ogg");
    }
  }

  private TakenDownAudio at(Clock clock) {
    return new TakenDownAudio(
        objects,
        DELAY,
        clock,
        names -> {
          Set<String> used = new HashSet<>(names);
          used.retainAll(catalogue);
          return used;
        });
  }
}
