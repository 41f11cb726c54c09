// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectStoreTest {
  @TempDir Path folder;
  private ObjectStore store;

  @BeforeEach
  void open() throws Exception {
    store = ObjectStore.at(folder.resolve("store"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "a/../../outside",
        "file:///etc/passwd",
        "",
        ".",
        "..",
        "a\u0000b",
        "file:::"
      })
  void refusesNamesThatLeadOut(String name) {
    assertThatThrownBy(() -> store.resolve(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesALinkThatLeadsOut() throws Exception {
    Path outside = Files.writeString(folder.resolve("secret"), "s");
    Files.createSymbolicLink(folder.resolve("store/link"), outside);
    assertThatThrownBy(() -> store.resolve("link")).hasMessageContaining("link");
  }

  @Test
  void takesAnAbsoluteNameAsRelativeToItsRoot() throws Exception {
    assertThat(store.name(store.resolve("/etc/passwd"))).isEqualTo("etc/passwd");
  }

  @Test
  void tellsItsFolder() {
    assertThat(store.root()).isDirectory().endsWith(Path.of("store"));
  }

  @Test
  void namesAnObjectByItsHash() throws Exception {
    var stored =
        store.put(
            "audio", ".ogg", new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));
    assertThat(stored.sha256())
        .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
    assertThat(stored.name()).isEqualTo("audio/2c/" + stored.sha256() + ".ogg");
    assertThat(stored.size()).isEqualTo(5);
    assertThat(store.resolve(stored.name())).hasContent("hello");
    assertThat(ObjectStore.sha256(store.resolve(stored.name()))).isEqualTo(stored.sha256());
  }

  @Test
  void leavesNothingBehindWhenTheBytesBreakOff() {
    var broken =
        new java.io.InputStream() {
          @Override
          public int read() throws java.io.IOException {
            throw new java.io.IOException("gone");
          }

          @Override
          public int read(byte[] into, int offset, int length) throws java.io.IOException {
            throw new java.io.IOException("gone");
          }
        };
    assertThatThrownBy(() -> store.put("audio", "", broken)).hasMessageContaining("gone");
    assertThat(folder.resolve("store/.incoming")).isEmptyDirectory();
  }

  @Test
  void givesAPartOfItselfAwayAndFindsArtifactsOfBeforeThatInTheWhole() throws Exception {
    ObjectStore part = store.under("prefixes/acme");
    Files.createDirectories(store.resolve("models/knn/1"));
    Files.createDirectories(store.resolve("models/knn/2"));
    Files.createDirectories(part.resolve("models/knn/2"));
    assertThat(store.under("").root()).isEqualTo(store.root());
    assertThat(store.artifact("prefixes/acme", "models/knn/2"))
        .isEqualTo(part.resolve("models/knn/2"));
    assertThat(store.artifact("prefixes/acme", "models/knn/1"))
        .isEqualTo(store.resolve("models/knn/1"));
    assertThatThrownBy(() -> store.under("../other")).hasMessageContaining("leads out");
  }
}
