// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddingCacheTest {
  private static final long ROOM = 64 << 20;
  private static final float[] VECTOR = {1, -2.5f, Float.MIN_VALUE};

  @TempDir Path parent;

  @Test
  void saysThatAFolderIsInUse() throws Exception {
    try (EmbeddingCache cache = open()) {
      cache.put(key("a"), VECTOR);
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("a folder of its own");
      assertThat(cache.get(key("a"))).isPresent();
    }
  }

  @Test
  void startsAnewWhenItsFilesAreDamaged() throws Exception {
    for (String damaged : List.of("CURRENT", "MANIFEST-")) {
      try (EmbeddingCache cache = open()) {
        cache.put(key("a"), VECTOR);
      }
      overwrite(damaged);
      try (EmbeddingCache cache = open()) {
        assertThat(cache.get(key("a"))).isEmpty();
        cache.put(key("a"), VECTOR);
        assertThat(cache.get(key("a"))).contains(VECTOR);
      }
      assertThat(parent.resolve("cache.damaged")).isDirectory();
    }
  }

  @Test
  void missesWhatADamagedTableHeld() throws Exception {
    try (EmbeddingCache cache = open()) {
      for (int i = 0; i < 20_000; i++) {
        cache.put(key("track " + i), new float[104]);
      }
    }
    overwrite(".sst");
    try (EmbeddingCache cache = open()) {
      assertThat(cache.get(key("track 0"))).isEmpty();
      cache.put(key("track 0"), VECTOR);
      assertThat(cache.get(key("track 0"))).contains(VECTOR);
    }
  }

  @Test
  void isEmptyOnceClosed() throws Exception {
    EmbeddingCache cache = open();
    cache.put(key("a"), VECTOR);
    cache.close();
    cache.close();
    cache.put(key("b"), VECTOR);
    assertThat(cache.get(key("a"))).isEmpty();
  }

  @Test
  void forgetsTheOldestWhenItIsFull() throws Exception {
    try (EmbeddingCache cache = EmbeddingCache.open(parent.resolve("cache"), 8 << 20)) {
      Random random = new Random(1);
      for (int i = 0; i < 20_000; i++) {
        float[] vector = new float[256];
        for (int j = 0; j < vector.length; j++) {
          vector[j] = random.nextFloat();
        }
        cache.put(key("track " + i), vector);
      }
      assertThat(cache.get(key("track 0"))).isEmpty();
      assertThat(cache.get(key("track 19999"))).isPresent();
    }
  }

  @Test
  void tellsAudioBackboneAndRevisionApart() throws Exception {
    try (EmbeddingCache cache = open()) {
      cache.put(new EmbeddingCache.Key("a", "mfcc", "1"), VECTOR);
      assertThat(cache.get(new EmbeddingCache.Key("b", "mfcc", "1"))).isEmpty();
      assertThat(cache.get(new EmbeddingCache.Key("a", "mert", "1"))).isEmpty();
      assertThat(cache.get(new EmbeddingCache.Key("a", "mfcc", "2"))).isEmpty();
    }
  }

  @Test
  void keepsVectorsOverARestart() throws Exception {
    try (EmbeddingCache cache = open()) {
      cache.put(key("a"), VECTOR);
    }
    try (EmbeddingCache cache = open()) {
      assertThat(cache.get(key("a"))).contains(VECTOR);
    }
  }

  private EmbeddingCache open() throws IOException {
    return EmbeddingCache.open(parent.resolve("cache"), ROOM);
  }

  private static EmbeddingCache.Key key(String sha256) {
    return new EmbeddingCache.Key(sha256, "mfcc", "1");
  }

  private void overwrite(String part) throws IOException {
    try (Stream<Path> files = Files.list(parent.resolve("cache"))) {
      List<Path> named =
          files.filter(file -> file.getFileName().toString().contains(part)).toList();
      assertThat(named).isNotEmpty();
      for (Path file : named) {
        byte[] bytes = Files.readAllBytes(file);
        new Random(3).nextBytes(bytes);
        Files.write(file, bytes);
      }
    }
  }
}
