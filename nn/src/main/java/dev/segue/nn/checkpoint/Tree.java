// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns an unpickled value into immutable collections, and collects its tensors by name. */
final class Tree {
  private static final int MAX_DEPTH = 64;

  /** A pickle may mention one list again and again, so it can have more values than bytes. */
  private static final int MAX_VALUES = 1 << 21;

  private static final int MAX_NAME = 1024;

  private final Tensors reader;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private int values;

  Tree(Tensors reader) {
    this.reader = reader;
  }

  /** Where a value hangs; the whole name is put together only for tensors. */
  private record Place(Place parent, Object key, int depth) {
    Place child(Object childKey) throws CheckpointException {
      if (depth == MAX_DEPTH) {
        throw new CheckpointException(
            "the value is nested more than %d levels deep".formatted(MAX_DEPTH));
      }
      return new Place(this, childKey, depth + 1);
    }

    String name() throws CheckpointException {
      StringBuilder name = new StringBuilder();
      for (Place place = this; place.parent != null; place = place.parent) {
        name.insert(0, place.key).insert(0, place.parent.parent == null ? "" : ".");
        if (name.length() > MAX_NAME) {
          throw new CheckpointException(
              "the name of a tensor has more than %d characters".formatted(MAX_NAME));
        }
      }
      return name.toString();
    }
  }

  Object of(Object raw) throws IOException {
    return value(raw, new Place(null, "", 0));
  }

  /** All tensors that {@link #of} met, in their order. */
  Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  private Object value(Object raw, Place place) throws IOException {
    if (++values > MAX_VALUES) {
      throw new CheckpointException(
          "the file has more than %d values; keep large lists as tensors".formatted(MAX_VALUES));
    }
    if (raw instanceof Map<?, ?> map) {
      return map(map, place);
    }
    if (raw instanceof List<?> list) {
      return list(list, place);
    }
    if (raw instanceof Object[] tuple) {
      return list(Arrays.asList(tuple), place);
    }
    if (raw instanceof TensorRef ref) {
      return tensor(ref, place);
    }
    if (raw instanceof Integer number) {
      return number.longValue();
    }
    if (raw == null || raw instanceof String || raw instanceof Number || raw instanceof Boolean) {
      return raw;
    }
    throw new CheckpointException(
        "%s is %s, which is read only as a part of a tensor"
            .formatted(Quoted.of(place.name()), Values.kind(raw)));
  }

  private Map<Object, Object> map(Map<?, ?> raw, Place place) throws IOException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (Map.Entry<?, ?> entry : raw.entrySet()) {
      map.put(entry.getKey(), value(entry.getValue(), place.child(entry.getKey())));
    }
    return Collections.unmodifiableMap(map);
  }

  private List<Object> list(List<?> raw, Place place) throws IOException {
    List<Object> list = new ArrayList<>();
    for (Object item : raw) {
      list.add(value(item, place.child(list.size())));
    }
    return Collections.unmodifiableList(list);
  }

  private Tensor tensor(TensorRef ref, Place place) throws IOException {
    Tensor tensor = reader.tensor(place.name(), ref);
    if (tensors.put(tensor.name(), tensor) != null) {
      throw new CheckpointException(
          "two tensors have the name %s; rename one before saving"
              .formatted(Quoted.of(tensor.name())));
    }
    return tensor;
  }
}
