// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.embedder.backbone.download.FetchedFile;

/** What is known of a file of weights, in words. */
final class FetchedFiles {
  private FetchedFiles() {}

  static String describe(FetchedFile file) {
    return "SHA-256 "
        + file.sha256()
        + switch (file.check()) {
          case PUBLISHED -> ", as its authors published it";
          case DECLARED -> ", as the server declares it; kept in " + file.file() + ".sha256";
          case RECORDED ->
              ": no sum is published; held against the one kept in "
                  + file.file()
                  + ".sha256 when it was fetched";
          case NONE -> ": NOT CHECKED, no sum of it is published and none was kept";
        };
  }
}
