// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static dev.segue.nn.checkpoint.Pickles.dict;
import static dev.segue.nn.checkpoint.Pickles.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                     | an empty file",
        "<!DOCTYPE html><html>                  | a web page",
        "version https://git-lfs.github.com/1   | git lfs pull",
        "PK                                     | begins with `PK`",
        "something else                         | begins with `something else`",
      })
  void saysWhatAFileIsInstead(String content, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("model.pt"), content);
    assertThatThrownBy(() -> Checkpoints.read(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
    assertThatThrownBy(() -> TorchCheckpoint.open(file)).isInstanceOf(CheckpointException.class);
  }

  @Test
  void aMissingFileIsJustMissing() {
    assertThatThrownBy(() -> Checkpoints.read(folder.resolve("none.pt")))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void goesByContentNotByName() throws IOException {
    byte[] values = TorchFiles.floats(1, 2);
    byte[] torch = TorchFiles.zip(dict("net", dict("w", vector("0", 2))), Map.of("0", values));
    Path zip = Files.write(folder.resolve("model.safetensors"), torch);
    Path safetensors = folder.resolve("model.bin");
    Safetensors.write(safetensors, List.of(Tensor.of("net.w", new float[] {1, 2}, 2)), Map.of());

    for (Path file : List.of(zip, safetensors)) {
      assertThat(Checkpoints.read(file).keySet()).containsExactly("net.w");
      assertThat(Checkpoints.read(file, "net").get("w").toFloats()).containsExactly(1, 2);
      assertThatThrownBy(() -> Checkpoints.read(file, "model"))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith(file.toString())
          .hasMessageContaining("some below net");
    }
    assertThatThrownBy(() -> TorchCheckpoint.open(safetensors))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("Safetensors.open");
  }

  @Test
  void aHeaderLengthThatLooksLikeAnotherKindIsStillSafetensors() throws IOException {
    // 0x80 begins a pickle, too: pad the header until its length is that.
    String header = "{\"w\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}";
    byte[] json = (header + " ".repeat(0x80 - header.length())).getBytes(StandardCharsets.UTF_8);
    byte[] bytes = Pickles.join(TorchFiles.longs(0x80), json, new byte[] {5});
    Path file = Files.write(folder.resolve("model"), bytes);
    assertThat(Checkpoints.read(file).get("w").toLongs()).containsExactly(5);
  }
}
