// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static dev.segue.nn.checkpoint.Pickles.dict;
import static dev.segue.nn.checkpoint.Pickles.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.SafetensorsException;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardedCheckpointTest {
  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir Path folder;

  private void shard(String file, String... names) throws IOException {
    Safetensors.write(
        folder.resolve(file),
        Arrays.stream(names).map(name -> Tensor.of(name, new float[] {names.length}, 1)).toList(),
        Map.of());
  }

  private Path index(String weightMap) throws IOException {
    return Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        "{\"metadata\": {\"total_size\": 12}, \"weight_map\": {%s}}".formatted(weightMap));
  }

  private static String entry(String tensor, String shard) {
    return "\"%s\": \"%s\"".formatted(tensor, shard);
  }

  private void assertRefused(String message) {
    Path file = folder.resolve("model.safetensors.index.json");
    assertThatThrownBy(() -> Checkpoints.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.safetensors",
        "/etc/passwd",
        "a/b.safetensors",
        "..",
        ".",
        ".hidden",
        "a\\\\b",
        "c:secret",
        "a\\u0000b",
        ""
      })
  void readsNothingOutsideItsFolder(String shard) throws IOException {
    index(entry("w", shard));
    assertRefused("which is not the name of a file beside it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"weight_map\": {}}                            | without a weight_map",
        "{\"weight_map\": [1, 2]}                        | without a weight_map",
        "{\"metadata\": {\"total_size\": 1}}             | without a weight_map",
        "{\"weight_map\": {\"w\": 1}}                    | the tensor w into 1",
        "{\"weight_map\": {\"w\": \"a\", \"w\": \"b\"}}  | Duplicate field",
        "{\"weight_map\": {\"w\": \"a\"                  | not JSON",
      })
  void refusesAnIndexThatIsNone(String text, String message) throws IOException {
    Files.writeString(folder.resolve("model.safetensors.index.json"), text);
    assertRefused(message);
  }

  @Test
  void namesAFileThatIsNotThere() throws IOException {
    shard(FIRST, "a");
    index(entry("a", FIRST) + "," + entry("b", SECOND));
    assertRefused("names the file " + SECOND + ", which is not beside it; get all of its 2 files");
  }

  @Test
  void namesATensorThatIsNotInItsFile() throws IOException {
    shard(FIRST, "a");
    shard(SECOND, "c");
    index(entry("a", FIRST) + "," + entry("b", SECOND) + "," + entry("b2", SECOND));
    assertRefused(SECOND + " lacks the tensor b that the index puts there (2 such in all)");
  }

  @Test
  void refusesATensorThatIsThereTwice() throws IOException {
    shard(FIRST, "a", "b");
    shard(SECOND, "b");
    index(entry("a", FIRST) + "," + entry("b", SECOND));
    assertRefused("the tensor b is in " + FIRST);
    shard(FIRST, "a", "extra");
    shard(SECOND, "b", "extra");
    assertRefused("the tensor extra is in " + SECOND);
  }

  @Test
  void refusesAnIndexAsAPartOfAnIndex() throws IOException {
    index(entry("a", "model.safetensors.index.json"));
    assertRefused("this is an index");
  }

  @Test
  void saysWhichFileIsDamaged() throws IOException {
    shard(FIRST, "a");
    Path damaged = folder.resolve(FIRST);
    byte[] bytes = Files.readAllBytes(damaged);
    Files.write(damaged, Arrays.copyOf(bytes, bytes.length - 1));
    Path index = index(entry("a", FIRST));
    assertThatThrownBy(() -> Checkpoints.read(index))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining(FIRST);
  }

  @Test
  void saysWhatItLooksForInAFolder() {
    assertThatThrownBy(() -> Checkpoints.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no model.safetensors, no model.safetensors.index.json");
  }

  @Test
  void joinsTheFilesOfAnIndexOrItsFolder() throws IOException {
    shard(FIRST, "a", "b");
    shard(SECOND, "c");
    Path index = index(entry("a", FIRST) + "," + entry("b", FIRST) + "," + entry("c", SECOND));
    for (Path path : new Path[] {index, folder}) {
      Map<String, Tensor> tensors = Checkpoints.read(path);
      assertThat(tensors.keySet()).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(tensors.get("c").toFloats()).containsExactly(1);
      assertThat(tensors.get("b").toFloats()).containsExactly(2);
    }
  }

  @Test
  void joinsFilesOfTorchSave() throws IOException {
    byte[] six = TorchFiles.floats(0, 1, 2, 3, 4, 5);
    for (String name : new String[] {"a", "b"}) {
      byte[] torch = TorchFiles.zip(dict(name + ".w", vector("0", 6)), Map.of("0", six));
      Files.write(folder.resolve("pytorch_model-" + name + ".bin"), torch);
    }
    Files.writeString(
        folder.resolve("pytorch_model.bin.index.json"),
        "{\"weight_map\": {%s, %s}}"
            .formatted(entry("a.w", "pytorch_model-a.bin"), entry("b.w", "pytorch_model-b.bin")));
    assertThat(Checkpoints.read(folder, "b").get("w").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
  }
}
