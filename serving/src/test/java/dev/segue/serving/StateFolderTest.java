// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** What is damaged is moved aside before Kafka Streams opens it, and nothing else is. */
class StateFolderTest {
  @TempDir Path folder;
  private Path application;
  private StateFolder state;

  @BeforeEach
  void twoPartsWithAStoreEach() throws Exception {
    application = folder.resolve("app");
    state = new StateFolder(folder, "app");
    for (String part : new String[] {"global", "0_1"}) {
      write(application.resolve(part).resolve("rocksdb").resolve("store"));
      Files.writeString(application.resolve(part).resolve(".checkpoint"), "0\n1\ntopic 0 42\n");
    }
  }

  @Test
  void leavesWhatIsWhole() throws Exception {
    assertThat(state.setDamagedAside()).isZero();
    assertThat(application.resolve("global")).exists();
    assertThat(application.resolve("0_1")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"global", "0_1"})
  void movesAStoreWithoutCurrentAside(String part) throws Exception {
    Files.delete(file(part, "CURRENT"));
    assertMovedAside(part);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst"})
  void movesAStoreWithAnEmptyFileAside(String name) throws Exception {
    cut(file("global", name), 0);
    assertMovedAside("global");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CURRENT", "MANIFEST", ".sst"})
  void movesAStoreWithACutFileAside(String name) throws Exception {
    Path file = file("0_1", name);
    cut(file, Files.size(file) / 2);
    assertMovedAside("0_1");
  }

  @Test
  void movesAStoreWithAFlippedBitAside() throws Exception {
    Path file = file("global", ".sst");
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1;
    Files.write(file, bytes);
    assertMovedAside("global");
  }

  @Test
  void movesAStoreWithAMissingTableAside() throws Exception {
    Files.delete(file("global", ".sst"));
    assertMovedAside("global");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "0\n2\ntopic 0 42\n", "0\n1\ntopic 0\n", "\u0000\u0001"})
  void movesAPartAsideWhoseCheckpointIsNone(String text) throws Exception {
    Files.writeString(application.resolve("0_1/.checkpoint"), text);
    assertMovedAside("0_1");
  }

  @Test
  void movesAPartAsideWhoseCheckpointIsNoText() throws Exception {
    Files.write(application.resolve("global/.checkpoint"), new byte[] {(byte) 0xff, 0, 1});
    assertMovedAside("global");
  }

  @Test
  void leavesAPartWithoutACheckpointWhichIsRestoredAnyway() throws Exception {
    Files.delete(application.resolve("0_1/.checkpoint"));
    Files.delete(file("0_1", "CURRENT"));
    assertThat(state.setDamagedAside()).isZero();
  }

  @Test
  void keepsOnlyTheLastDamage() throws Exception {
    Files.delete(file("global", "CURRENT"));
    assertMovedAside("global");
    twoPartsWithAStoreEach();
    Files.delete(file("global", "CURRENT"));
    assertMovedAside("global");
  }

  @Test
  void findsNothingWhereThereIsNoFolder() throws Exception {
    assertThat(new StateFolder(folder, "none").setDamagedAside()).isZero();
  }

  private void assertMovedAside(String part) throws IOException {
    assertThat(state.setDamagedAside()).isEqualTo(1);
    assertThat(application.resolve(part)).doesNotExist();
    assertThat(folder.resolve("app.damaged").resolve(part)).isDirectory();
    assertThat(state.setDamagedAside()).isZero();
  }

  private Path file(String part, String name) throws IOException {
    try (Stream<Path> files = Files.list(application.resolve(part).resolve("rocksdb/store"))) {
      return files
          .filter(file -> file.getFileName().toString().contains(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void cut(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size);
    }
  }

  /** As Kafka Streams leaves one: all in tables, nothing in the log. */
  private static void write(Path store) throws IOException, RocksDBException {
    Files.createDirectories(store);
    try (Options options = new Options().setCreateIfMissing(true);
        FlushOptions flush = new FlushOptions().setWaitForFlush(true);
        RocksDB database = RocksDB.open(options, store.toString())) {
      for (int i = 0; i < 2000; i++) {
        byte[] key = ("key-" + i).getBytes(StandardCharsets.UTF_8);
        database.put(key, new byte[100]);
      }
      database.flush(flush);
    }
  }
}
