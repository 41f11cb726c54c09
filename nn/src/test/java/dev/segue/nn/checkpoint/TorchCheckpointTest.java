// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import static dev.segue.nn.checkpoint.Pickles.call;
import static dev.segue.nn.checkpoint.Pickles.dict;
import static dev.segue.nn.checkpoint.Pickles.join;
import static dev.segue.nn.checkpoint.Pickles.legacyStorage;
import static dev.segue.nn.checkpoint.Pickles.list;
import static dev.segue.nn.checkpoint.Pickles.ops;
import static dev.segue.nn.checkpoint.Pickles.orderedDict;
import static dev.segue.nn.checkpoint.Pickles.pickle;
import static dev.segue.nn.checkpoint.Pickles.shape;
import static dev.segue.nn.checkpoint.Pickles.storage;
import static dev.segue.nn.checkpoint.Pickles.tensor;
import static dev.segue.nn.checkpoint.Pickles.tuple;
import static dev.segue.nn.checkpoint.Pickles.vector;
import static dev.segue.nn.checkpoint.TorchFiles.floats;
import static dev.segue.nn.checkpoint.TorchFiles.longs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.nn.safetensors.Dtype;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorchCheckpointTest {
  private static final byte[] SIX = floats(0, 1, 2, 3, 4, 5);

  @TempDir Path folder;

  private TorchCheckpoint open(byte[] bytes) throws IOException {
    return TorchCheckpoint.open(Files.write(folder.resolve("model.pt"), bytes));
  }

  private TorchCheckpoint zip(Object value, byte[] storage) throws IOException {
    return open(TorchFiles.zip(value, Map.of("0", storage)));
  }

  /** A view of {@link #SIX}. */
  private Tensor view(int offset, long[] size, long[] stride) throws IOException {
    byte[] tensor = tensor(storage("FloatStorage", "0", 6), offset, size, stride);
    return zip(dict("view", tensor), SIX).tensors().get("view");
  }

  @Test
  void namesTheThereAndTheMissing() throws IOException {
    TorchCheckpoint file = zip(dict("state", dict("w", vector("0", 6)), "epoch", 3), SIX);
    assertThatThrownBy(() -> file.tensors("model"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model.pt")
        .hasMessageContaining("no tensors below model; there are some below state");
    assertThatThrownBy(() -> file.value("epochs"))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no epochs; at the top there is [state, epoch]");
  }

  @Test
  void readsATrainingStateWithItsOptimizer() throws IOException {
    byte[] model = orderedDict("tower.0.weight", vector("0", 6));
    byte[] momentum = dict("step", 4, "exp_avg", vector("0", 6));
    byte[] group =
        dict("lr", 0.001, "betas", tuple(0.9, 0.999), "amsgrad", false, "params", list(0, 1));
    byte[] optimizer = dict("state", dict(0, momentum), "param_groups", list(group));
    TorchCheckpoint file =
        zip(
            dict(
                "epoch",
                4L,
                "model_state_dict",
                model,
                "optimizer_state_dict",
                optimizer,
                "loss",
                5.75,
                "note",
                null),
            SIX);

    assertThat(file.tensors().keySet())
        .containsExactly("model_state_dict.tower.0.weight", "optimizer_state_dict.state.0.exp_avg");
    assertThat(file.tensors("model_state_dict").get("tower.0.weight").toFloats())
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(file.tensors("model_state_dict").get("tower.0.weight").name())
        .isEqualTo("tower.0.weight");
    assertThat(file.value("epoch")).isEqualTo(4L);
    assertThat(file.value("loss")).isEqualTo(5.75);
    assertThat(file.value("note")).isNull();
    assertThat(file.value("optimizer_state_dict.state.0.step")).isEqualTo(4L);
    assertThat(file.value("optimizer_state_dict.param_groups.0"))
        .isEqualTo(
            Map.of(
                "lr",
                0.001,
                "betas",
                List.of(0.9, 0.999),
                "amsgrad",
                false,
                "params",
                List.of(0L, 1L)));
    assertThat(file.value("model_state_dict.tower.0.weight"))
        .isSameAs(file.tensors().get("model_state_dict.tower.0.weight"));
    assertThat(((Map<?, ?>) file.root()).keySet().stream().map(String::valueOf))
        .containsExactly("epoch", "model_state_dict", "optimizer_state_dict", "loss", "note");
  }

  @ParameterizedTest
  @CsvSource({
    "DoubleStorage, F64, 0000000000000440, 2.5",
    "FloatStorage, F32, 00002040, 2.5",
    "HalfStorage, F16, 0041, 2.5",
    "BFloat16Storage, BF16, 2040, 2.5",
    "LongStorage, I64, FEFFFFFFFFFFFFFF, -2",
    "IntStorage, I32, FEFFFFFF, -2",
    "ShortStorage, I16, FEFF, -2",
    "CharStorage, I8, FE, -2",
    "ByteStorage, U8, FE, 254",
    "BoolStorage, BOOL, 01, 1",
  })
  void readsEveryElementType(String type, Dtype dtype, String hex, double value)
      throws IOException {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);
    Tensor tensor =
        zip(tensor(storage(type, "0", 1), 0, shape(1), shape(1)), bytes).tensors().get("");
    assertThat(tensor.dtype()).isEqualTo(dtype);
    assertThat(tensor.toDoubles()).containsExactly(value);

    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    byte[] big =
        new ZipBytes()
            .add("m/data.pkl", pickle(tensor(storage(type, "0", 1), 0, shape(1), shape(1))))
            .add("m/byteorder", Pickles.ascii("big"))
            .add("m/data/0", reversed)
            .bytes();
    assertThat(open(big).tensors().get("").toDoubles()).containsExactly(value);
  }

  @Test
  void putsAViewInRowMajorOrder() throws IOException {
    assertThat(view(0, shape(3, 2), shape(1, 3)).toFloats()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(view(1, shape(2, 2), shape(3, 1)).toFloats()).containsExactly(1, 2, 4, 5);
    assertThat(view(2, shape(3), shape(1)).toFloats()).containsExactly(2, 3, 4);
    assertThat(view(5, shape(2, 2), shape(0, 0)).toFloats()).containsExactly(5, 5, 5, 5);
    assertThat(view(0, shape(3, 1, 2), shape(2, 77, 1)).toFloats())
        .containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(view(0, shape(3, 1, 2), shape(2, 77, 1)).shape()).containsExactly(3L, 1L, 2L);
  }

  @Test
  void readsScalarsAndEmptyTensors() throws IOException {
    assertThat(view(4, shape(), shape()).toFloats()).containsExactly(4);
    assertThat(view(4, shape(), shape()).shape()).isEmpty();
    assertThat(view(0, shape(2, 0, 3), shape(3, 3, 1)).toFloats()).isEmpty();
    assertThat(view(0, shape(2, 0, 3), shape(3, 3, 1)).shape()).containsExactly(2L, 0L, 3L);
    byte[] empty = tensor(storage("FloatStorage", "0", 0), 0, shape(0), shape(1));
    assertThat(zip(empty, new byte[0]).tensors().get("").size()).isZero();
  }

  @Test
  void tiedTensorsAppearUnderEachName() throws IOException {
    byte[] tied = join(vector("0", 6), ops('q', 9)); // kept in the memo, as torch.save does
    TorchCheckpoint file = zip(dict("head", tied, "embedding", ops('h', 9)), SIX);
    assertThat(file.tensors().keySet()).containsExactly("head", "embedding");
    assertThat(file.tensors().get("embedding").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(file.tensors().get("embedding").name()).isEqualTo("embedding");
  }

  @Test
  void readsParametersSizesDevicesAndTheStateOfAnOrderedDict() throws IOException {
    byte[] parameter =
        call("torch._utils", "_rebuild_parameter", vector("0", 6), true, orderedDict());
    byte[] state = join(orderedDict("w", parameter), dict("_metadata", orderedDict()), ops('b'));
    TorchCheckpoint file =
        zip(
            dict(
                "state", state,
                "size", call("torch", "Size", tuple(2, 3)),
                "cpu", call("torch", "device", "cpu"),
                "gpu", call("torch", "device", "cuda", 1),
                "old", call("collections", "OrderedDict", list(list("a", null)))),
            SIX);
    assertThat(file.tensors("state").get("w").size()).isEqualTo(6);
    assertThat(file.value("size")).isEqualTo(List.of(2L, 3L));
    assertThat(file.value("cpu")).isEqualTo("cpu");
    assertThat(file.value("gpu")).isEqualTo("cuda:1");
    assertThat(file.value("old.a")).isNull();
  }

  @Test
  void readsAnyFolderAnd64BitEntries() throws IOException {
    ZipBytes zip = new ZipBytes().wide().add("любой 名/data.pkl", pickle(vector("0", 6)));
    zip.add("любой 名/data/0", SIX).add("любой 名/byteorder", Pickles.ascii("little"));
    assertThat(open(zip.bytes()).tensors().get("").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
  }

  @Test
  void readsProtocolFour() throws IOException {
    byte[] dictClass =
        join(shortText("collections"), ops(0x94), shortText("OrderedDict"), ops(0x94, 0x93));
    byte[] body = join(dictClass, ops(')', 'R'), shortText("k"), 7, ops('s', '.'));
    byte[] frame =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(body.length).array();
    byte[] whole = join(ops(0x80, 4, 0x95), frame, body);
    byte[] file = new ZipBytes().add("m/data.pkl", whole).bytes();
    assertThat(open(file).root()).isEqualTo(Map.of("k", 7L));
  }

  private static byte[] shortText(String text) {
    return join(ops(0x8c, text.length()), Pickles.ascii(text));
  }

  @Test
  void readsTheFormBeforeTheZip() throws IOException {
    byte[] whole =
        tensor(legacyStorage("FloatStorage", "94", 6, null), 0, shape(2, 3), shape(3, 1));
    byte[] column = tensor(legacyStorage("FloatStorage", "94", 6, null), 1, shape(2), shape(3));
    byte[] old =
        tensor(legacyStorage("FloatStorage", "94", 6, tuple("95", 2, 3)), 1, shape(2), shape(1));
    TorchCheckpoint file =
        open(
            TorchFiles.legacy(
                dict("whole", whole, "column", column, "old", old, "step", 1), "94", 4, SIX));
    assertThat(file.tensors().get("whole").toFloats()).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(file.tensors().get("whole").shape()).containsExactly(2L, 3L);
    assertThat(file.tensors().get("column").toFloats()).containsExactly(1, 4);
    assertThat(file.tensors().get("old").toFloats()).containsExactly(3, 4);
    assertThat(file.value("step")).isEqualTo(1L);
  }

  @Test
  void readsBeyondTwoGib() throws IOException {
    long bytes = 3L << 30;
    long count = bytes / Long.BYTES;
    byte[] storage = legacyStorage("LongStorage", "0", count, null);
    byte[] value =
        dict(
            "last", tensor(storage, count - 2, shape(2), shape(1)),
            "row", tensor(storage, count / 2, shape(2), shape(count / 2 - 1)));
    Map<String, Tensor> tensors = TorchCheckpoint.open(threeGib(value)).tensors();
    assertThat(tensors.get("last").toLongs()).containsExactly(8, 9);
    assertThat(tensors.get("row").toLongs()).containsExactly(7, 9);

    byte[] spread = dict("spread", tensor(storage, 0, shape(2), shape(count - 1)));
    Path file = threeGib(spread);
    assertThatThrownBy(() -> TorchCheckpoint.open(file))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("tensor spread is spread over 3221225472 bytes");
  }

  /** A legacy file whose storage holds 7 in its middle and ends with 8, 9; else it is a hole. */
  private Path threeGib(byte[] value) throws IOException {
    long bytes = 3L << 30;
    byte[] head = TorchFiles.legacy(value, "0", 8, new byte[0]);
    Path file = folder.resolve("large.pt");
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(Arrays.copyOf(head, head.length - 8)));
      channel.write(ByteBuffer.wrap(longs(bytes / Long.BYTES)));
      channel.write(ByteBuffer.wrap(longs(7)), head.length + bytes / 2);
      channel.write(ByteBuffer.wrap(longs(8, 9)), head.length + bytes - 16);
    }
    return file;
  }
}
