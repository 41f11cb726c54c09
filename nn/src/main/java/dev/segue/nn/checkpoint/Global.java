// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Dtype;
import java.util.Map;
import java.util.TreeMap;

/** The Python names that a pickle may mention. Everything else is refused. */
sealed interface Global {
  /** As Python prints it. */
  String name();

  /** A class that stands for an element type and is never called. */
  record StorageType(String name, Dtype dtype) implements Global {}

  /** A function or class whose effect is done here, by the code given. */
  record Function(String name, Body body) implements Global {}

  /** What a {@link Function} does. */
  @FunctionalInterface
  interface Body {
    Object call(Object[] args) throws CheckpointException;
  }

  /** All of them by name; a storage of a GPU's tensors has the same values. */
  Map<String, Global> ALLOWED = allowed();

  static Global named(String module, String name) throws CheckpointException {
    String full = module + "." + name;
    Global global = ALLOWED.get(full);
    if (global == null) {
      throw new CheckpointException(
          ("the file asks for %s, which is not among what a checkpoint of tensors needs and may run"
                  + " anything; if you trust its maker, load it in Python and save its"
                  + " state_dict(), or convert it to safetensors")
              .formatted(Quoted.of(full)));
    }
    return global;
  }

  private static Map<String, Global> allowed() {
    Map<String, Global> all = new TreeMap<>();
    put(all, "torch._utils._rebuild_tensor", TensorRef::of);
    put(all, "torch._utils._rebuild_tensor_v2", TensorRef::of);
    put(all, "torch._utils._rebuild_parameter", GlobalBodies::parameter);
    put(all, "collections.OrderedDict", GlobalBodies::orderedDict);
    put(all, "torch.Size", GlobalBodies::size);
    put(all, "torch.device", GlobalBodies::device);
    Map<String, Dtype> storages =
        Map.of(
            "Double", Dtype.F64,
            "Float", Dtype.F32,
            "Half", Dtype.F16,
            "BFloat16", Dtype.BF16,
            "Long", Dtype.I64,
            "Int", Dtype.I32,
            "Short", Dtype.I16,
            "Char", Dtype.I8,
            "Byte", Dtype.U8,
            "Bool", Dtype.BOOL);
    storages.forEach(
        (prefix, dtype) -> {
          for (String module : new String[] {"torch.", "torch.cuda."}) {
            String name = module + prefix + "Storage";
            all.put(name, new StorageType(name, dtype));
          }
        });
    return Map.copyOf(all);
  }

  private static void put(Map<String, Global> all, String name, Body body) {
    all.put(name, new Function(name, body));
  }
}
