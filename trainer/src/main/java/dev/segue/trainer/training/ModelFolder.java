// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.ModelRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The artifacts of one model in the object store: {@code models/<name>/<version>}. */
final class ModelFolder {
  /** What serves, and what a rollback goes back to. */
  private static final int NEWEST_OF_THE_LINE = 2;

  private final ObjectStore store;
  private final String model;

  ModelFolder(ObjectStore store, String model) {
    this.store = store;
    this.model = model;
  }

  /** The place of a version. */
  Path version(long version) throws IOException {
    return store.resolve("models/" + model + "/" + version);
  }

  /**
   * Deletes all but the newest artifacts. Never the active release's, nor that of the release which
   * a rollback goes back to, from the active release or from the next one.
   */
  void prune(int keep, Optional<ModelRelease> active) throws IOException {
    Path folder = store.resolve("models/" + model);
    List<Long> versions = NumberedFolders.numbers(folder);
    Set<Path> kept = new HashSet<>();
    for (long version : versions.subList(Math.max(0, versions.size() - keep), versions.size())) {
      kept.add(version(version));
    }
    List<ModelRelease> line = ReleaseHistory.line(ReleaseHistory.in(store).of(model));
    for (ModelRelease one :
        line.subList(Math.max(0, line.size() - NEWEST_OF_THE_LINE), line.size())) {
      kept.add(store.resolve(one.getArtifactUri()));
    }
    if (active.isPresent()) {
      kept.add(store.resolve(active.get().getArtifactUri()));
    }
    NumberedFolders.delete(folder, version -> !kept.contains(folder.resolve("" + version)));
  }
}
