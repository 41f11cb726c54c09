// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.Unpickler;

/**
 * Runs the instructions of a pickle that only make values, and refuses all others by name. What a
 * pickle may call is a {@link Global}.
 *
 * <p>Gives dicts as maps, lists as lists, tuples as {@code Object[]}, tensors as {@link TensorRef}.
 */
final class TorchPickle extends Unpickler {
  /** No instruction makes more than one value, so this bounds the memory. */
  private static final int MAX_INSTRUCTIONS = 1 << 22;

  /** Those left to the library: they make numbers, texts, tuples and lists, and move them about. */
  private static final Set<Short> HARMLESS =
      Set.of(
          Opcodes.PROTO,
          Opcodes.FRAME,
          Opcodes.STOP,
          Opcodes.MARK,
          Opcodes.NONE,
          Opcodes.NEWTRUE,
          Opcodes.NEWFALSE,
          Opcodes.BININT,
          Opcodes.BININT1,
          Opcodes.BININT2,
          Opcodes.LONG1,
          Opcodes.BINFLOAT,
          Opcodes.BINSTRING,
          Opcodes.SHORT_BINSTRING,
          Opcodes.BINUNICODE,
          Opcodes.BINUNICODE8,
          Opcodes.SHORT_BINUNICODE,
          Opcodes.EMPTY_TUPLE,
          Opcodes.TUPLE,
          Opcodes.TUPLE1,
          Opcodes.TUPLE2,
          Opcodes.TUPLE3,
          Opcodes.EMPTY_LIST,
          Opcodes.APPEND,
          Opcodes.APPENDS,
          Opcodes.BINGET,
          Opcodes.LONG_BINGET,
          Opcodes.BINPUT,
          Opcodes.LONG_BINPUT,
          Opcodes.MEMOIZE);

  /** Those that could make an object of any class. */
  private static final Map<Short, String> CALLS =
      Map.of(
          Opcodes.OBJ, "OBJ",
          Opcodes.NEWOBJ, "NEWOBJ",
          Opcodes.NEWOBJ_EX, "NEWOBJ_EX",
          Opcodes.EXT1, "EXT1",
          Opcodes.EXT2, "EXT2",
          Opcodes.EXT4, "EXT4",
          Opcodes.PERSID, "PERSID");

  private final PickleInput bytes;
  private final Map<String, StorageRef> storages = new HashMap<>();
  private int instructions;

  private TorchPickle(PickleInput bytes) {
    this.bytes = bytes;
  }

  /**
   * @param value what was pickled
   * @param storages those mentioned, by key
   */
  record Result(Object value, Map<String, StorageRef> storages) {}

  /** Reads one pickle and leaves the input behind it. */
  static Result read(PickleInput bytes) throws CheckpointException {
    TorchPickle pickle = new TorchPickle(bytes);
    try {
      return new Result(pickle.load(bytes), pickle.storages);
    } catch (CheckpointException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The library reports damage by whatever it runs into: casts, bounds, its own exceptions.
      throw new CheckpointException(
          "the pickle is damaged before its byte %d; copy the file again (%s)"
              .formatted(bytes.position(), e),
          e);
    }
  }

  @Override
  protected Object dispatch(short opcode) throws IOException {
    if (++instructions > MAX_INSTRUCTIONS) {
      throw new CheckpointException(
          "the pickle has more than %d instructions; keep large lists as tensors"
              .formatted(MAX_INSTRUCTIONS));
    }
    switch (opcode) {
      case Opcodes.BINSTRING, Opcodes.BINUNICODE -> bytes.checkLengthAhead(Integer.BYTES);
      case Opcodes.BINUNICODE8 -> bytes.checkLengthAhead(Long.BYTES);
      default -> {}
    }
    if (HARMLESS.contains(opcode)) {
      return super.dispatch(opcode);
    }
    execute(opcode);
    return NO_RETURN_VALUE;
  }

  private void execute(short opcode) throws CheckpointException {
    switch (opcode) {
      case Opcodes.EMPTY_DICT -> stack.add(new LinkedHashMap<Object, Object>());
      case Opcodes.SETITEM -> setItem();
      case Opcodes.SETITEMS -> setItems(stack.pop_all_since_marker());
      case Opcodes.GLOBAL -> stack.add(Global.named(bytes.line(), bytes.line()));
      case Opcodes.STACK_GLOBAL -> stackGlobal();
      case Opcodes.BINPERSID -> persistentId();
      case Opcodes.REDUCE -> reduce();
      case Opcodes.BUILD -> build();
      default -> throw refused(opcode);
    }
  }

  private CheckpointException refused(short opcode) throws CheckpointException {
    String name =
        opcode == Opcodes.INST
            ? "INST of " + Global.named(bytes.line(), bytes.line()).name()
            : CALLS.get(opcode);
    return new CheckpointException(
        name == null
            ? "the pickle instruction 0x%02x at byte %d is not one that torch.save writes"
                .formatted(opcode, bytes.position() - 1)
            : "the pickle instruction %s makes objects of any class and is not allowed"
                .formatted(name));
  }

  private void setItem() throws CheckpointException {
    Object value = stack.pop();
    Object key = stack.pop();
    Dicts.put(Dicts.of(stack.peek(), "SETITEM"), key, value);
  }

  private void setItems(List<Object> items) throws CheckpointException {
    if (items.size() % 2 != 0) {
      throw new CheckpointException("a dict has a key without a value; the file is damaged");
    }
    Map<Object, Object> dict = Dicts.of(stack.peek(), "SETITEMS");
    for (int i = 0; i < items.size(); i += 2) {
      Dicts.put(dict, items.get(i), items.get(i + 1));
    }
  }

  private void stackGlobal() throws CheckpointException {
    if (!(stack.pop() instanceof String name) || !(stack.pop() instanceof String module)) {
      throw new CheckpointException("STACK_GLOBAL names no module; the file is damaged");
    }
    stack.add(Global.named(module, name));
  }

  private void persistentId() throws CheckpointException {
    StorageRef storage = StorageRef.of(stack.pop());
    StorageRef earlier = storages.putIfAbsent(storage.key(), storage);
    if (earlier != null
        && (earlier.dtype() != storage.dtype() || earlier.count() != storage.count())) {
      throw new CheckpointException(
          "storage %s is first %d of %s, then %d of %s"
              .formatted(
                  Quoted.of(storage.key()),
                  earlier.count(),
                  earlier.dtype(),
                  storage.count(),
                  storage.dtype()));
    }
    stack.add(storage);
  }

  private void reduce() throws CheckpointException {
    Object args = stack.pop();
    Object callee = stack.pop();
    if (!(callee instanceof Global.Function function) || !(args instanceof Object[] tuple)) {
      throw new CheckpointException(
          "the pickle calls %s with %s, which is not allowed"
              .formatted(Values.kind(callee), Values.kind(args)));
    }
    stack.add(function.body().call(tuple));
  }

  /** The state of an OrderedDict, the versions of the modules, is of no use here. */
  private void build() throws CheckpointException {
    Dicts.of(stack.pop(), "BUILD");
    Dicts.of(stack.peek(), "BUILD");
  }
}
