// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

import dev.segue.nn.safetensors.Dtype;

/**
 * A pickle's mention of a storage: a flat run of elements that tensors are views of.
 *
 * @param key names the storage in the file
 * @param count elements of the whole storage
 * @param viewBegin first element seen, in the oldest files a storage could be a view of another
 * @param viewCount elements seen
 */
record StorageRef(String key, Dtype dtype, long count, long viewBegin, long viewCount) {
  private static final int ZIP_FIELDS = 5;
  private static final int LEGACY_FIELDS = 6;

  /** From a persistent id, {@code ('storage', type, key, location, count[, view])}. */
  static StorageRef of(Object id) throws CheckpointException {
    if (!(id instanceof Object[] fields) || fields.length < 2) {
      throw new CheckpointException("a persistent id is " + Values.kind(id) + ", not a storage");
    }
    if ("module".equals(fields[0])) {
      throw new CheckpointException(
          "the file holds a whole module with its code, which is never run;"
              + " save module.state_dict() instead");
    }
    if (!"storage".equals(fields[0])
        || (fields.length != ZIP_FIELDS && fields.length != LEGACY_FIELDS)
        || !(fields[1] instanceof Global.StorageType type)
        || !(fields[2] instanceof String key)) {
      throw new CheckpointException("a persistent id does not describe a storage");
    }
    long count = Values.count(fields[4], "the elements of storage " + Quoted.of(key));
    Object view = fields.length == LEGACY_FIELDS ? fields[5] : null;
    return view == null
        ? new StorageRef(key, type.dtype(), count, 0, count)
        : view(key, type.dtype(), count, view);
  }

  /** {@code (view key, offset, count)}. */
  private static StorageRef view(String key, Dtype dtype, long count, Object view)
      throws CheckpointException {
    String what = "the view of storage " + Quoted.of(key);
    if (!(view instanceof Object[] fields) || fields.length != 3) {
      throw new CheckpointException(what + " is not a key, an offset and a size");
    }
    long begin = Values.count(fields[1], what);
    long seen = Values.count(fields[2], what);
    if (begin > count || seen > count - begin) {
      throw new CheckpointException(
          "%s takes %d elements from %d on, of %d".formatted(what, seen, begin, count));
    }
    return new StorageRef(key, dtype, count, begin, seen);
  }
}
