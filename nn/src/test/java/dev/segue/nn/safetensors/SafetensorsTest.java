// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("model.safetensors");
  }

  private void write(Tensor... tensors) throws IOException {
    Safetensors.write(file, List.of(tensors), Map.of());
  }

  /** A file with this header, as it stands, and this many zero bytes of values. */
  private void writeRaw(String header, int values) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    Files.write(
        file,
        ByteBuffer.allocate(Long.BYTES + json.length + values)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .array());
  }

  private void assertRefused(String header, int values, String message) throws IOException {
    writeRaw(header, values);
    assertThatThrownBy(() -> Safetensors.open(file))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void readsWhatItWrote() throws IOException {
    write(
        Tensor.of("floats", new float[] {1.5f, -2, Float.NaN, 0, 5, 6}, 2, 3),
        Tensor.of("doubles", new double[] {Math.PI}),
        Tensor.of("longs", new long[] {Long.MIN_VALUE, 7}, 2),
        Tensor.of("ints", new int[] {-1, 2, 3}, 3, 1),
        Tensor.of("none", new float[0], 0, 4));
    Safetensors opened = Safetensors.open(file);

    assertThat(opened.names())
        .containsExactlyInAnyOrder("floats", "doubles", "longs", "ints", "none");
    assertThat(opened.tensor("floats").shape()).containsExactly(2L, 3L);
    assertThat(opened.tensor("floats").toFloats()).containsExactly(1.5f, -2, Float.NaN, 0, 5, 6);
    assertThat(opened.tensor("doubles").shape()).isEmpty();
    assertThat(opened.tensor("doubles").toDoubles()).containsExactly(Math.PI);
    assertThat(opened.tensor("longs").toLongs()).containsExactly(Long.MIN_VALUE, 7);
    assertThat(opened.tensor("ints").toLongs()).containsExactly(-1, 2, 3);
    assertThat(opened.tensor("ints").toFloats()).containsExactly(-1, 2, 3);
    assertThat(opened.tensor("none").size()).isZero();
    assertThat(opened.metadata()).isEmpty();
  }

  @Test
  void readsAFileWithoutTensors() throws IOException {
    write();

    assertThat(Safetensors.open(file).names()).isEmpty();
  }

  @Test
  void keepsMetadata() throws IOException {
    Map<String, String> metadata = Map.of("format", "pt", "name", "é \uD834\uDD1E");
    Safetensors.write(file, List.of(), metadata);

    assertThat(Safetensors.open(file).metadata()).isEqualTo(metadata);
  }

  @Test
  void writesTheSameBytesInWhateverOrderTensorsCome() throws IOException {
    Tensor a = Tensor.of("a", new float[] {1}, 1);
    Tensor b = Tensor.of("b", new long[] {2}, 1);
    write(a, b);
    byte[] bytes = Files.readAllBytes(file);
    write(b, a);

    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
  }

  @Test
  void alignsEveryTensorToItsElements() throws IOException {
    write(Tensor.of("odd", new int[] {1}, 1), Tensor.of("wide", new double[] {2}, 1));
    byte[] bytes = Files.readAllBytes(file);
    long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();

    assertThat(header % 8).isZero();
    assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble(8 + (int) header))
        .isEqualTo(2);
  }

  @Test
  void replacesAFileAtOnceAndLeavesNothingBeside() throws IOException {
    write(Tensor.of("old", new float[] {1}, 1));
    Safetensors old = Safetensors.open(file);
    write(Tensor.of("new", new float[] {2}, 1));

    assertThat(old.tensor("old").toFloats()).containsExactly(1);
    assertThat(Safetensors.open(file).names()).containsExactly("new");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void readsSmallElementTypes() throws IOException {
    writeRaw(
        """
        {"half":{"dtype":"F16","shape":[6],"data_offsets":[0,12]},
         "brain":{"dtype":"BF16","shape":[2],"data_offsets":[12,16]},
         "byte":{"dtype":"U8","shape":[2],"data_offsets":[16,18]},
         "bool":{"dtype":"BOOL","shape":[2],"data_offsets":[18,20]}}
        """,
        0);
    ByteBuffer values =
        ByteBuffer.allocate(20)
            .order(ByteOrder.LITTLE_ENDIAN)
            // 1, -2, the largest, the smallest subnormal, minus infinity, minus zero
            .putShort((short) 0x3c00)
            .putShort((short) 0xc000)
            .putShort((short) 0x7bff)
            .putShort((short) 0x0001)
            .putShort((short) 0xfc00)
            .putShort((short) 0x8000)
            .putShort((short) 0x3f80)
            .putShort((short) 0xc049)
            .put(new byte[] {1, (byte) 255, 0, 1});
    Files.write(file, values.array(), StandardOpenOption.APPEND);
    Safetensors opened = Safetensors.open(file);

    assertThat(opened.tensor("half").toFloats())
        .containsExactly(1, -2, 65504, 0x1p-24f, Float.NEGATIVE_INFINITY, -0.0f);
    assertThat(opened.tensor("brain").toDoubles()).containsExactly(1, -3.140625);
    assertThat(opened.tensor("byte").toLongs()).containsExactly(1, 255);
    assertThat(opened.tensor("bool").toLongs()).containsExactly(0, 1);
  }

  @Test
  void refusesToReadFractionsAsIntegers() throws IOException {
    write(Tensor.of("x", new float[] {1}, 1));
    Tensor tensor = Safetensors.open(file).tensor("x");

    assertThatThrownBy(tensor::toLongs)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tensor x holds F32, not integers");
  }

  @Test
  void saysWhichTensorsThereAre() throws IOException {
    write(Tensor.of("x", new float[] {1}, 1));

    assertThatThrownBy(() -> Safetensors.open(file).tensor("y"))
        .isInstanceOf(SafetensorsException.class)
        .hasMessageContaining("there is no tensor y; there are [x]");
  }

  @Test
  void refusesShapesThatDoNotFitTheirValues() {
    assertThatThrownBy(() -> Tensor.of("x", new float[5], 2, 3))
        .hasMessage("tensor x has 5 values where its shape [2, 3] asks for 6");
    assertThatThrownBy(() -> Tensor.of("x", new float[1], -1, -1))
        .hasMessageContaining("negative dimension");
  }

  @Test
  void refusesTwoTensorsOfOneName() {
    Tensor tensor = Tensor.of("x", new float[] {1}, 1);

    assertThatThrownBy(() -> write(tensor, tensor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the tensor name x is taken");
    assertThat(file).doesNotExist();
  }

  @Test
  void refusesHeaderLengthsBeyondTheFile() throws IOException {
    Files.write(file, new byte[7]);
    assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("too few");
    for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001}) {
      Files.write(
          file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
      assertThatThrownBy(() -> Safetensors.open(file))
          .isInstanceOf(SafetensorsException.class)
          .hasMessageContaining("over the limit of 100000000 bytes");
    }
    Files.write(file, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(9).array());
    assertThatThrownBy(() -> Safetensors.open(file))
        .hasMessageContaining("the header length 9 is more than the 8 bytes");
  }

  @Test
  void refusesHeadersThatAreNoObject() throws IOException {
    assertRefused("", 0, "not a JSON object");
    assertRefused("[1]", 0, "not a JSON object");
    assertRefused("{\"x\":", 0, "not JSON");
    assertRefused("{} {}", 0, "not JSON");
    assertRefused(String.join("", Collections.nCopies(5_000, "{\"a\":")), 0, "not JSON");
    assertRefused("{\"x\":1}", 0, "tensor x has the element type ");
    assertRefused("{\"__metadata__\":[]}", 0, "__metadata__ is not a JSON object");
    assertRefused("{\"__metadata__\":{\"a\":1}}", 0, "__metadata__.a is not a text");
  }

  @Test
  void refusesATensorThatComesTwice() throws IOException {
    String tensor = "\"x\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}";

    assertRefused("{" + tensor + "," + tensor + "}", 1, "Duplicate");
  }

  @Test
  void refusesOffsetsOutsideTheFile() throws IOException {
    for (String offsets : List.of("[0,5]", "[5,4]", "[0]", "[0,1,4]")) {
      assertRefused(header("F32", "[1]", offsets), 4, "has the data_offsets");
    }
    for (String offsets : List.of("[-4,0]", "[0.5,4]", "[\"0\",4]", "[0,99999999999999999999]")) {
      assertRefused(header("F32", "[1]", offsets), 4, "in its data_offsets; a whole number");
    }
    assertRefused(header("F32", "[1]", "4"), 4, "has no array data_offsets");
  }

  @Test
  void refusesShapesThatDoNotFitTheirBytes() throws IOException {
    assertRefused(header("F32", "[2]", "[0,4]"), 4, "4 bytes, which is not its shape [2] of F32");
    assertRefused(header("F32", "[-1]", "[0,4]"), 4, "has -1 in its shape");
    assertRefused(header("F64", "[4294967296,4294967296]", "[0,0]"), 0, "is too large");
    assertRefused(header("F64", "[2305843009213693952]", "[0,0]"), 0, "is too large");
    assertRefused(header("F8", "[1]", "[0,1]"), 1, "has the element type F8; known are [F64");
  }

  @Test
  void refusesOverlapsAndGaps() throws IOException {
    String a = "\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}";
    String b = "\"b\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[%d,%d]}";

    assertRefused("{" + a + "," + b.formatted(2, 6) + "}", 6, "tensor b overlaps");
    assertRefused("{" + a + "," + b.formatted(0, 4) + "}", 4, "overlaps the one before it");
    assertRefused("{" + a + "," + b.formatted(5, 9) + "}", 9, "bytes 4 to 5 before tensor b");
    assertRefused("{" + a + "}", 5, "the tensors end at offset 4, the file at 5");
  }

  private static String header(String dtype, String shape, String offsets) {
    return "{\"x\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}}"
        .formatted(dtype, shape, offsets);
  }

  @Test
  void refusesRawBytesThatAreNotTheShape() {
    assertThatThrownBy(() -> Tensor.ofBytes("raw", Dtype.I16, ByteBuffer.allocate(6), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor raw has 6 bytes where its shape [2] of I16 asks for 4");
  }

  @Test
  void readsRawBytesOfSmallSignedIntegers() throws IOException {
    byte[] bytes = {-1, -1, 0, -128};
    write(
        Tensor.ofBytes("i16", Dtype.I16, ByteBuffer.wrap(bytes), 2).named("short"),
        Tensor.ofBytes("i8", Dtype.I8, ByteBuffer.wrap(bytes, 1, 3), 3),
        Tensor.ofBytes("none", Dtype.I8, ByteBuffer.allocate(0), 1L << 62, 4, 0));
    Safetensors read = Safetensors.open(file);
    assertThat(read.tensor("short").toLongs()).containsExactly(-1, -32768);
    assertThat(read.tensor("i8").toFloats()).containsExactly(-1, 0, -128);
    assertThat(read.tensor("none").size()).isZero();
  }
}
