// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.runtime.storage.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The artifacts of one model in the object store: {@code models/<name>/<version>}. */
final class ModelFolder {
  private final ObjectStore store;
  private final String name;

  ModelFolder(ObjectStore store, String model) {
    this.store = store;
    this.name = "models/" + model;
  }

  /** The place of a version. */
  Path version(long version) throws IOException {
    return store.resolve(name + "/" + version);
  }

  /** A version that is above the active one and above everything that was ever written. */
  long nextVersion(long active) throws IOException {
    List<Long> versions = versions();
    long newest = versions.isEmpty() ? 0 : versions.get(versions.size() - 1);
    return Math.max(active, newest) + 1;
  }

  /** Deletes all but the newest, and never the active one. */
  void prune(int keep, long active) throws IOException {
    List<Long> versions = versions();
    List<Long> kept = versions.subList(Math.max(0, versions.size() - keep), versions.size());
    NumberedFolders.delete(
        store.resolve(name), version -> version != active && !kept.contains(version));
  }

  private List<Long> versions() throws IOException {
    return NumberedFolders.numbers(store.resolve(name));
  }
}
