// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static dev.segue.nn.checkpoint.Pickles.ascii;
import static dev.segue.nn.checkpoint.Pickles.call;
import static dev.segue.nn.checkpoint.Pickles.dict;
import static dev.segue.nn.checkpoint.Pickles.global;
import static dev.segue.nn.checkpoint.Pickles.join;
import static dev.segue.nn.checkpoint.Pickles.legacyStorage;
import static dev.segue.nn.checkpoint.Pickles.list;
import static dev.segue.nn.checkpoint.Pickles.ops;
import static dev.segue.nn.checkpoint.Pickles.pickle;
import static dev.segue.nn.checkpoint.Pickles.shape;
import static dev.segue.nn.checkpoint.Pickles.storage;
import static dev.segue.nn.checkpoint.Pickles.tensor;
import static dev.segue.nn.checkpoint.Pickles.tuple;
import static dev.segue.nn.checkpoint.Pickles.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.nn.checkpoint.ZipBytes.Claim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TorchCheckpointRefusalTest {
  private static final byte[] SIX = TorchFiles.floats(0, 1, 2, 3, 4, 5);
  private static final long HUGE = 1L << 62;

  @TempDir Path folder;

  private void assertRefused(byte[] bytes, String message) throws IOException {
    Path file = Files.write(folder.resolve("bad.pt"), bytes);
    assertThatThrownBy(() -> TorchCheckpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void runsNothing() throws IOException {
    Path trace = folder.resolve("trace");
    byte[] attack = call("os", "system", "touch " + trace);
    assertRefused(TorchFiles.zip(attack, Map.of()), "asks for os.system");
    assertRefused(TorchFiles.legacyHead(attack), "asks for os.system");
    assertThat(trace).doesNotExist();
  }

  static Stream<Arguments> calls() {
    byte[] tensor = vector("0", 6);
    return Stream.of(
        Arguments.of(call("builtins", "eval", "1"), "builtins.eval"),
        Arguments.of(join("builtins", "eval", ops(0x93), tuple("1"), ops('R')), "builtins.eval"),
        Arguments.of(join(ops('('), ascii("iposix\nsystem\n")), "posix.system"),
        Arguments.of(join(ops('('), ascii("icollections\nOrderedDict\n")), "INST of collections"),
        Arguments.of(join(ops('('), global("os", "system"), "x", ops('o')), "os.system"),
        Arguments.of(join(ops('('), global("torch", "Size"), "x", ops('o')), "OBJ"),
        Arguments.of(join(global("torch", "Size"), tuple(), ops(0x81)), "NEWOBJ"),
        Arguments.of(join(global("torch", "Size"), tuple(), dict(), ops(0x92)), "NEWOBJ_EX"),
        Arguments.of(ops(0x82, 1), "EXT1"),
        Arguments.of(ops(0x83, 1, 1), "EXT2"),
        Arguments.of(ops(0x84, 1, 1, 1, 1), "EXT4"),
        Arguments.of(join(ops('P'), ascii("0\n")), "PERSID"),
        Arguments.of(join(tensor, dict("a", 1), ops('b')), "BUILD is applied to a tensor"),
        Arguments.of(join("os.system", tuple("x"), ops('R')), "calls a str"),
        Arguments.of(join(global("torch", "FloatStorage"), tuple(), ops('R')), "FloatStorage"),
        Arguments.of(call("torch", "ComplexFloatStorage"), "torch.ComplexFloatStorage"),
        Arguments.of(call("argparse", "Namespace"), "argparse.Namespace"),
        Arguments.of(join(ops('S'), ascii("'x'\n")), "0x53"),
        Arguments.of(join(1, ops('2')), "0x32"),
        Arguments.of(join(tuple("module", "Net", "net.py", ""), ops('Q')), "state_dict()"),
        Arguments.of(join("os.system", ops('Q')), "not a storage"),
        Arguments.of(storage("FloatStorage", "0", 6), "a storage"),
        Arguments.of(list(global("torch", "Size")), "torch.Size"));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void refusesByNameWhateverIsNotATensor(byte[] value, String message) throws IOException {
    assertRefused(TorchFiles.zip(value, Map.of("0", SIX)), message);
  }

  static Stream<Arguments> tensors() {
    byte[] six = storage("FloatStorage", "0", 6);
    return Stream.of(
        Arguments.of(tensor(six, 0, shape(HUGE), shape(1)), "reach beyond the 6 elements"),
        Arguments.of(tensor(six, 0, shape(HUGE, 4), shape(0, 0)), "too large"),
        Arguments.of(tensor(six, 0, shape(HUGE), shape(0)), "2 GiB"),
        Arguments.of(tensor(six, 0, shape(2), shape(HUGE)), "reach beyond"),
        Arguments.of(tensor(six, 0, shape(3, 3), shape(HUGE, HUGE)), "too large"),
        Arguments.of(tensor(six, 0, shape(1 << 28), shape(0)), ".contiguous()"),
        Arguments.of(tensor(six, 1, shape(6), shape(1)), "reach beyond"),
        Arguments.of(tensor(six, Long.MAX_VALUE, shape(6), shape(1)), "too large"),
        Arguments.of(tensor(six, -1, shape(2), shape(1)), "the offset is negative: -1"),
        Arguments.of(tensor(six, 0, shape(-2, -3), shape(3, 1)), "a size is negative: -2"),
        Arguments.of(tensor(six, 5, shape(2), shape(-1)), "a stride is negative: -1"),
        Arguments.of(tensor(six, 0, shape(2, 3), shape(1)), "2 sizes and 1 strides"),
        Arguments.of(tensor(six, 0, new long[65], new long[65]), "65 sizes"),
        Arguments.of(tensor(six, "0", shape(6), shape(1)), "offset of a tensor is a str"),
        Arguments.of(tensor(six, join(ops(0x8a, 9), new byte[8], ops(1)), shape(), shape()), "64"),
        Arguments.of(tensor(list(), 0, shape(6), shape(1)), "a storage, an offset"),
        Arguments.of(call("torch._utils", "_rebuild_tensor", six, 0), "a storage, an offset"),
        Arguments.of(call("torch._utils", "_rebuild_parameter", 1), "made of a tensor"),
        Arguments.of(call("torch", "Size", 1), "torch.Size is a number"),
        Arguments.of(call("torch", "device", "cuda", "x"), "index is a str"),
        Arguments.of(vector("0", 7), "24 bytes"),
        Arguments.of(vector("1", 6), "storage 1, which is not in the file"),
        Arguments.of(vector("0", -6), "negative"),
        Arguments.of(
            tensor(storage("DoubleStorage", "0", 6), 0, shape(6), shape(1)), "6 elements of F64"),
        Arguments.of(
            tensor(storage("DoubleStorage", "0", HUGE), 0, shape(1), shape(1)), "elements of F64"),
        Arguments.of(
            list(vector("0", 6), tensor(storage("IntStorage", "0", 6), 0, shape(6), shape(1))),
            "first 6 of F32, then 6 of I32"),
        Arguments.of(
            tensor(legacyStorage("FloatStorage", "0", 6, tuple("9", 4, 3)), 0, shape(1), shape(1)),
            "takes 3 elements from 4 on, of 6"));
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void refusesATensorThatDoesNotFitItsStorage(byte[] value, String message) throws IOException {
    assertRefused(TorchFiles.zip(dict("layer.w", value), Map.of("0", SIX)), message);
  }

  @Test
  void namesTheTensorThatIsWrong() throws IOException {
    byte[] bad = tensor(storage("FloatStorage", "0", 6), 0, shape(7), shape(1));
    assertRefused(
        TorchFiles.zip(dict("model", dict("layer.w", bad)), Map.of("0", SIX)),
        "tensor model.layer.w: ");
  }

  static Stream<Arguments> bombs() {
    byte[] pairs = ops(']', 'q', 0);
    for (int i = 1; i <= 60; i++) {
      // A tuple of the value before, twice.
      pairs = join(pairs, ops('h', i - 1, 0x86, 'q', i));
    }
    byte[] nested = join(repeat(ops(']'), 200), repeat(ops('a'), 199));
    return Stream.of(
        Arguments.of(join(ops('}'), pairs, 1, ops('s')), "a tuple as a key"),
        Arguments.of(pairs, "more than 2097152 values"),
        Arguments.of(nested, "more than 64 levels"),
        Arguments.of(ops(']', 'q', 0, 'h', 0, 'a'), "more than 64 levels"),
        Arguments.of(ops('X', 0xff, 0xff, 0xff, 0x7f), "2147483647 bytes is announced"),
        Arguments.of(ops('X', 0xff, 0xff, 0xff, 0xff), "is announced"),
        Arguments.of(ops('T', 0, 0, 0, 0x40), "is announced"),
        Arguments.of(ops(0x8d, 0, 0, 0, 0, 0, 1, 0, 0), "is announced"),
        Arguments.of(ops(0x8b, 0, 0, 0, 0x40), "0x8b"),
        Arguments.of(ops('B', 0, 0, 0, 0x40), "0x42"),
        Arguments.of(join(ops('c'), repeat(ascii("x"), 5000)), "a name has no end"),
        Arguments.of(dict("k".repeat(2000), vector("0", 6)), "more than 1024 characters"));
  }

  private static byte[] repeat(byte[] bytes, int times) {
    byte[] all = new byte[bytes.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(bytes, 0, all, i * bytes.length, bytes.length);
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void boundsMemoryAndTime(byte[] value, String message) throws IOException {
    assertRefused(TorchFiles.zip(value, Map.of("0", SIX)), message);
  }

  @Test
  void boundsTheNumberOfInstructions() throws IOException {
    byte[] nones = join(ops(']', '('), repeat(ops('N'), 1 << 22), ops('e'));
    assertRefused(TorchFiles.zip(nones, Map.of()), "more than 4194304 instructions");
  }

  @Test
  void boundsTheNumberOfTensors() throws IOException {
    // Two hundred and fifty-seven lists of 512 tensors, all the same one.
    byte[] row = list(repeatedly(ops('h', 0), 512));
    byte[] rows = list(repeatedly(ops('h', 1), 257));
    byte[] value = list(join(vector("0", 6), ops('q', 0)), join(row, ops('q', 1)), rows);
    assertRefused(TorchFiles.zip(value, Map.of("0", SIX)), "more than 131072 tensors");
  }

  private static Object[] repeatedly(byte[] value, int times) {
    Object[] all = new Object[times];
    Arrays.fill(all, value);
    return all;
  }

  @Test
  void refusesTwoTensorsOfOneName() throws IOException {
    byte[] value = dict("a.b", vector("0", 6), "a", dict("b", vector("0", 6)));
    assertRefused(TorchFiles.zip(value, Map.of("0", SIX)), "two tensors have the name a.b");
  }

  static Stream<Arguments> zips() {
    byte[] tensor = pickle(vector("0", 6));
    return Stream.of(
        Arguments.of(with(Claim.method(8)), "compressed (method 8)"),
        Arguments.of(with(Claim.encrypted()), "encrypted"),
        Arguments.of(with(Claim.unpacked(1 << 30)), "unpacks to 1073741824"),
        Arguments.of(with(Claim.crc(1)), "checksum"),
        Arguments.of(with(Claim.local(0)), "is not at offset 0"),
        Arguments.of(with(Claim.local(1 << 20)), "the file ends at"),
        Arguments.of(with(Claim.method(0)).add("m/data/0", SIX), "two entries m/data/0"),
        Arguments.of(with(Claim.method(0)).add("n/data.pkl", tensor), "2 folders"),
        Arguments.of(new ZipBytes().add("data.pkl", tensor), "0 folders"),
        Arguments.of(with(Claim.method(0)).add("m/constants.pkl", SIX), "TorchScript"),
        Arguments.of(with(Claim.method(0)).add("m/byteorder", ascii("middle")), "middle"),
        Arguments.of(
            new ZipBytes().add("m/data.pkl", new byte[(1 << 26) + 1]), "more than the 67108864"));
  }

  private static ZipBytes with(Claim claim) {
    return new ZipBytes().add("m/data.pkl", pickle(vector("0", 6))).add("m/data/0", SIX, claim);
  }

  @ParameterizedTest
  @MethodSource("zips")
  void refusesAZipThatTorchWouldNotWrite(ZipBytes zip, String message) throws IOException {
    assertRefused(zip.bytes(), message);
  }

  @Test
  void refusesLegacyFilesWhoseStoragesDisagree() throws IOException {
    byte[] value = tensor(legacyStorage("FloatStorage", "7", 6, null), 0, shape(6), shape(1));
    byte[] good = TorchFiles.legacy(value, "7", 4, SIX);
    assertRefused(TorchFiles.legacy(value, "8", 4, SIX), "no tensor uses");
    assertRefused(TorchFiles.legacy(value, "7", 8, SIX), "3 elements where 6 were announced");
    assertRefused(Arrays.copyOf(good, good.length - 1), "the file ends at");
    assertRefused(
        join(TorchFiles.legacyHead(value), pickle(list())), "storage 7, which is not in the file");
    assertRefused(pickle("of something else"), "not one of torch.save");
    byte[] huge = legacyStorage("FloatStorage", "7", HUGE, null);
    assertRefused(
        join(
            TorchFiles.legacyHead(tensor(huge, 0, shape(1), shape(1))),
            pickle(list("7")),
            TorchFiles.longs(HUGE)),
        "but the file ends at");
  }

  private static byte[] zipSample() {
    byte[] view = tensor(storage("FloatStorage", "0", 6), 1, shape(2, 2), shape(1, 2));
    return TorchFiles.zip(
        dict("model", dict("w", vector("0", 6), "v", view), "epoch", 3, "loss", 0.5),
        Map.of("0", SIX));
  }

  private static byte[] legacySample() {
    byte[] storage = legacyStorage("FloatStorage", "7", 6, null);
    return TorchFiles.legacy(
        dict("w", tensor(storage, 0, shape(2, 3), shape(1, 2)), "epoch", 3), "7", 4, SIX);
  }

  /** Whether the file was read; anything but a CheckpointException fails the test. */
  private boolean reads(byte[] bytes) throws IOException {
    try {
      TorchCheckpoint.open(Files.write(folder.resolve("some.pt"), bytes));
      return true;
    } catch (CheckpointException e) {
      assertThat(e).hasMessageContaining("some.pt");
      return false;
    }
  }

  @Test
  void refusesAFileCutOffAnywhere() throws IOException {
    for (byte[] sample : new byte[][] {zipSample(), legacySample()}) {
      assertThat(reads(sample)).isTrue();
      for (int length = 0; length < sample.length; length++) {
        assertThat(reads(Arrays.copyOf(sample, length))).as("%d bytes", length).isFalse();
      }
    }
  }

  @Test
  void survivesDamageOfAnyKind() throws IOException {
    Random random = new Random(1);
    for (byte[] sample : new byte[][] {zipSample(), legacySample()}) {
      for (int i = 0; i < 500; i++) {
        byte[] damaged = sample.clone();
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        reads(damaged);
      }
    }
  }

  @Test
  void survivesAPickleOfRandomInstructions() throws IOException {
    byte[] pickle = pickle(dict("w", vector("0", 6), "epoch", 3));
    Random random = new Random(2);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = pickle.clone();
      damaged[2 + random.nextInt(damaged.length - 2)] = (byte) random.nextInt(256);
      // The checksum is right, so that the damage gets as far as the unpickler.
      reads(new ZipBytes().add("m/data.pkl", damaged).add("m/data/0", SIX).bytes());
    }
  }
}
