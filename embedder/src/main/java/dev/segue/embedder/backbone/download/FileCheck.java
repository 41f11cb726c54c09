// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Whether a file that is there is the published one, as far as that can be told. */
final class FileCheck {
  private FileCheck() {}

  /**
   * Holds a file against the sum that is published, or kept beside it.
   *
   * @throws DownloadException if it is another file
   */
  static FetchedFile of(ModelFile file, Path path, Progress progress) throws IOException {
    Optional<String> recorded = file.sha256().isPresent() ? Optional.empty() : Sums.recorded(path);
    Optional<String> expected = file.sha256().or(() -> recorded);
    String sha256 = Sums.of(path, progress);
    if (expected.isPresent() && !expected.get().equals(sha256)) {
      throw new DownloadException(
          "%s is not the file that was %s: its SHA-256 is %s, not %s; delete it and fetch it again"
              .formatted(
                  path, recorded.isPresent() ? "fetched" : "published", sha256, expected.get()));
    }
    return new FetchedFile(path, sha256, check(file, recorded), true);
  }

  private static FetchedFile.Check check(ModelFile file, Optional<String> recorded) {
    if (file.sha256().isPresent()) {
      return FetchedFile.Check.PUBLISHED;
    }
    return recorded.isPresent() ? FetchedFile.Check.RECORDED : FetchedFile.Check.NONE;
  }
}
