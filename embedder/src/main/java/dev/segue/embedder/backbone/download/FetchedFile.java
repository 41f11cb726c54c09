// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.nio.file.Path;

/**
 * A file of weights that is there.
 *
 * @param file where it lies
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param check what that sum was held against
 * @param alreadyThere whether it had been there before
 */
public record FetchedFile(Path file, String sha256, Check check, boolean alreadyThere) {
  /** What tells that a file is the right one. */
  public enum Check {
    /** It has the sum that its authors published and this program knows. */
    PUBLISHED,
    /** It has the sum that the server declared for it; kept in {@code <file>.sha256}. */
    DECLARED,
    /**
     * It has the sum that is kept in {@code <file>.sha256}, which was computed when it was fetched:
     * nothing tells whether that was the right file, but it has not changed since.
     */
    RECORDED,
    /** No sum of it is known. */
    NONE
  }
}
