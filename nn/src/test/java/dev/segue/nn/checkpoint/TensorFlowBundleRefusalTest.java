// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static dev.segue.nn.checkpoint.Bundle.bytes;
import static dev.segue.nn.checkpoint.Bundle.dims;
import static dev.segue.nn.checkpoint.Bundle.fixed32;
import static dev.segue.nn.checkpoint.Bundle.join;
import static dev.segue.nn.checkpoint.Bundle.masked;
import static dev.segue.nn.checkpoint.Bundle.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TensorFlowBundleRefusalTest {
  private static final byte[] SIX = TorchFiles.floats(0, 1, 2, 3, 4, 5);
  private static final long HUGE = 1L << 62;

  @TempDir Path folder;

  private static Bundle sample() {
    return new Bundle(1).tensor("a/kernel", Bundle.FLOAT, 0, SIX, 2, 3).tensor("a/other", 1, 2);
  }

  /** An entry of floats at an offset of a file that holds six. */
  private static byte[] entry(long shard, long offset, long size, long... shape) {
    return join(
        varint(1, Bundle.FLOAT),
        bytes(2, dims(shape)),
        varint(3, shard),
        varint(4, offset),
        varint(5, size),
        fixed32(6, masked(SIX)));
  }

  private void assertRefused(Bundle bundle, String message) throws IOException {
    Path index = bundle.write(folder, "bad");
    assertThatThrownBy(() -> Checkpoints.read(index))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(index.toString())
        .hasMessageContaining(message);
  }

  static Stream<Arguments> entries() {
    byte[] slices = bytes(7, new byte[0]);
    return Stream.of(
        Arguments.of(entry(0, 0, 24, HUGE), "a/kernel is too large"),
        Arguments.of(entry(0, 0, 24, HUGE, 4), "is too large"),
        Arguments.of(entry(0, 0, HUGE, HUGE / 4), "bytes, more than the 2 GiB"),
        Arguments.of(entry(0, 0, 24, -6), "negative size: -6"),
        Arguments.of(entry(0, 0, 24, -2, -3), "negative size: -2"),
        Arguments.of(entry(0, 0, 24, 7), "24 bytes where its shape [7] asks for 28"),
        Arguments.of(entry(0, 0, 24), "24 bytes where its shape [] asks for 4"),
        Arguments.of(entry(0, 0, 24, new long[65]), "more than 64 dimensions"),
        Arguments.of(entry(0, 12, 24, 6), "its file ends at 32"),
        Arguments.of(entry(0, HUGE, 24, 6), "its file ends at 32"),
        Arguments.of(entry(0, -4, 24, 6), "has 24 bytes from -4 on"),
        Arguments.of(entry(0, 0, 28, 7), "overlaps the one before it at offset 24"),
        Arguments.of(entry(0, 4, 20, 5), "does not have its checksum"),
        Arguments.of(entry(1, 0, 24, 6), "is in file 1 of 1"),
        Arguments.of(entry(-1, 0, 24, 6), "of 1"),
        Arguments.of(join(entry(0, 0, 24, 6), slices), "stored in slices"),
        Arguments.of(bytes(1, SIX), "field 1 in wire type 2"),
        Arguments.of(varint(6, 1), "field 6 in wire type 0"),
        Arguments.of(bytes(2, varint(2, 1)), "field 2 in wire type 0"),
        Arguments.of(new byte[] {0x12, 0x7f}, "asks for 127 bytes"),
        Arguments.of(new byte[] {0x12, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, "184467440737"),
        Arguments.of(new byte[] {0x08}, "ends within a number"),
        Arguments.of(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1}, "more than 64 bits"),
        Arguments.of(new byte[] {0x00, 0x00}, "a field of no number"),
        Arguments.of(new byte[] {0x0b}, "wire type 3"));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void refusesAnEntryThatDoesNotFitTheFile(byte[] entry, String message) throws IOException {
    assertRefused(sample().entry("a/kernel", entry), message);
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of(new byte[0], "0 files of values"),
        Arguments.of(varint(1, HUGE), "files of values"),
        Arguments.of(varint(1, -1), "-1 files of values"),
        Arguments.of(join(varint(1, 1), varint(2, 1)), "big-endian"),
        Arguments.of(join(varint(1, 1), bytes(3, varint(2, 9))), "a newer form than version 1"),
        Arguments.of(varint(1, 2), "bad.data-00000-of-00002, which is not there"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void refusesAHeaderThatItDoesNotUnderstand(byte[] header, String message) throws IOException {
    assertRefused(sample().entry("", header), message);
  }

  @Test
  void refusesATableWithoutAHeader() throws IOException {
    assertRefused(new Bundle(1).without(""), "the index has no header");
    assertRefused(sample().without(""), "not the index of a TensorFlow checkpoint");
  }

  @Test
  void refusesCompressedBlocks() throws IOException {
    assertRefused(sample().compression(1), "compressed (snappy)");
    assertRefused(sample().compression(7), "compressed (method 7)");
  }

  @Test
  void refusesBlocksThatOverlap() throws IOException {
    assertRefused(sample().repeatingBlocks(), "overlaps the one before it");
  }

  @Test
  void refusesNamesThatNeverEnd() throws IOException {
    assertRefused(sample().tensor("k".repeat(1025), 1), "at most 1024");
  }

  @Test
  void boundsTheNamesTogether() throws IOException {
    Bundle bundle = new Bundle(1);
    byte[] none = join(varint(1, Bundle.FLOAT), bytes(2, dims(0)));
    String shared = "k".repeat(1000);
    for (int i = 0; i < 17_000; i++) {
      bundle.entry(shared + i, none);
    }
    assertRefused(bundle, "with more than 16777216 characters");
  }

  @Test
  void refusesAFileCutOffAnywhere() throws IOException {
    Path index = sample().write(folder, "cut");
    byte[] whole = Files.readAllBytes(index);
    assertThat(reads(index)).isTrue();
    for (int length = 0; length < whole.length; length++) {
      Files.write(index, Arrays.copyOf(whole, length));
      assertThat(reads(index)).as("%d bytes of the index", length).isFalse();
    }
    Files.write(index, whole);
    Path values = folder.resolve("cut.data-00000-of-00001");
    byte[] data = Files.readAllBytes(values);
    for (int length = 0; length < data.length; length++) {
      Files.write(values, Arrays.copyOf(data, length));
      assertThat(reads(index)).as("%d bytes of the values", length).isFalse();
    }
  }

  @Test
  void refusesDamageOfAnyKind() throws IOException {
    Path index = sample().write(folder, "some");
    Path values = folder.resolve("some.data-00000-of-00001");
    Random random = new Random(1);
    for (Path file : new Path[] {index, values}) {
      byte[] good = Files.readAllBytes(file);
      for (int i = 0; i < 500; i++) {
        byte[] damaged = good.clone();
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, damaged);
        // The footer is the only part without a checksum; its padding may be anything.
        boolean read = reads(index);
        assertThat(read && file.equals(values)).isFalse();
      }
      Files.write(file, good);
    }
  }

  @Test
  void survivesDamageThatHasTheRightChecksum() throws IOException {
    byte[] good = sample().index();
    int end = blockEnd(good);
    Random random = new Random(2);
    Path index = sample().write(folder, "some");
    int refused = 0;
    for (int i = 0; i < 500; i++) {
      byte[] damaged = good.clone();
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        damaged[random.nextInt(end)] = (byte) random.nextInt(256);
      }
      int crc = masked(Arrays.copyOf(damaged, end + 1));
      for (int b = 0; b < Integer.BYTES; b++) {
        damaged[end + 1 + b] = (byte) (crc >>> (8 * b));
      }
      Files.write(index, damaged);
      refused += reads(index) ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(400);
  }

  /** Where the first block's trailer is: its checksum fits there. */
  private static int blockEnd(byte[] table) {
    for (int end = 4; ; end++) {
      int crc = masked(Arrays.copyOf(table, end + 1));
      boolean fits = true;
      for (int b = 0; b < Integer.BYTES; b++) {
        fits &= table[end + 1 + b] == (byte) (crc >>> (8 * b));
      }
      if (fits) {
        return end;
      }
    }
  }

  /** Whether it was read; anything but a CheckpointException fails the test. */
  private boolean reads(Path index) throws IOException {
    try {
      Checkpoints.read(index);
      return true;
    } catch (CheckpointException e) {
      assertThat(e).hasMessageContaining(folder.toString());
      return false;
    }
  }
}
