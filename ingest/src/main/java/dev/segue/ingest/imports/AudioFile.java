// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.imports;

import dev.segue.schemas.Track;
import java.nio.file.Path;

/**
 * A file of audio and what is known about it.
 *
 * @param file where it lies now
 * @param track its metadata, still without {@code audioUri} and {@code audioSha256}
 */
public record AudioFile(Path file, Track track) {}
