// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * What tells, without reading it, that a file is still the same.
 *
 * @param bytes its size
 * @param modified when its bytes were written; a program may set it back
 * @param changed when anything of it changed, as the system saw it: nobody sets it back. Where
 *     there is no such time, when it was modified
 * @param key the inode, or what stands for it; another file in its place has another
 */
record FileState(long bytes, FileTime modified, FileTime changed, String key) {
  static FileState of(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    FileTime modified = attributes.lastModifiedTime();
    FileTime changed =
        file.getFileSystem().supportedFileAttributeViews().contains("unix")
            ? (FileTime) Files.getAttribute(file, "unix:ctime")
            : modified;
    return new FileState(
        attributes.size(), modified, changed, String.valueOf(attributes.fileKey()));
  }

  Instant lastChange() {
    return changed.compareTo(modified) > 0 ? changed.toInstant() : modified.toInstant();
  }
}
