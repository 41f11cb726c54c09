// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the allowed Python functions give for their arguments. */
final class GlobalBodies {
  private GlobalBodies() {}

  /** {@code _rebuild_parameter(data, requires_grad, hooks)}: the data. */
  static Object parameter(Object[] args) throws CheckpointException {
    if (args.length == 0 || !(args[0] instanceof TensorRef)) {
      throw new CheckpointException("a parameter was expected to be made of a tensor");
    }
    return args[0];
  }

  /** {@code OrderedDict()} or, as Python 2 wrote it, {@code OrderedDict([[key, value], ...])}. */
  static Object orderedDict(Object[] args) throws CheckpointException {
    Map<Object, Object> dict = new LinkedHashMap<>();
    if (args.length > 0) {
      for (Object item : Values.items(args[0], "the content of an OrderedDict")) {
        Object[] pair = Values.items(item, "an item of an OrderedDict").toArray();
        if (pair.length != 2) {
          throw new CheckpointException("an item of an OrderedDict is not a key and a value");
        }
        Dicts.put(dict, pair[0], pair[1]);
      }
    }
    return dict;
  }

  /** {@code Size((2, 3))}: the numbers. */
  static Object size(Object[] args) throws CheckpointException {
    if (args.length != 1) {
      throw new CheckpointException("torch.Size was expected to have one argument");
    }
    return Values.wholes(args[0], "torch.Size");
  }

  /** {@code device("cpu")} or {@code device("cuda", 0)}: as text, {@code cuda:0}. */
  static Object device(Object[] args) throws CheckpointException {
    if (args.length == 0 || args.length > 2 || !(args[0] instanceof String type)) {
      throw new CheckpointException("torch.device was expected to have a type and an index");
    }
    return args.length == 1 ? type : type + ":" + Values.count(args[1], "a device's index");
  }
}
