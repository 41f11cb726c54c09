// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import dev.segue.runtime.storage.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SHA-256 of files, remembered of large ones: reading ten gigabytes of weights again at every
 * start, only to name them, takes longer than hearing a track. A remembered sum counts while the
 * file has the same {@link FileState}. It is a cache: where it cannot be kept, files are read.
 */
final class Digests {
  private static final Logger LOG = LoggerFactory.getLogger(Digests.class);

  /** Read in a tenth of a second. */
  private static final long LARGE_BYTES = 64 << 20;

  /** A file that changes again within what its clock can tell looks as if it had not. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private final Path folder;
  private final long largeBytes;
  private final InstantSource clock;

  /**
   * Remembers in a folder.
   *
   * @param largeBytes from which on a sum is worth remembering
   */
  Digests(Path folder, long largeBytes, InstantSource clock) {
    this.folder = folder;
    this.largeBytes = largeBytes;
    this.clock = clock;
  }

  /** Remembers beside the models, of files so large that it is felt. */
  static Digests in(Path models) {
    return new Digests(models.resolve(".sums"), LARGE_BYTES, InstantSource.system());
  }

  /** The SHA-256 of a file's bytes, lower-case hexadecimal. */
  String sha256(Path file) throws IOException {
    Path real = file.toRealPath();
    FileState before = FileState.of(real);
    if (before.bytes() < largeBytes) {
      return ObjectStore.sha256(real);
    }
    Path note = note(real);
    Optional<String> known = remembered(note, before);
    if (known.isPresent()) {
      return known.get();
    }
    String sha256 = ObjectStore.sha256(real);
    boolean settled = before.lastChange().isBefore(clock.instant().minus(SETTLED));
    if (settled && FileState.of(real).equals(before)) {
      remember(note, before, sha256);
    }
    return sha256;
  }

  private Path note(Path real) {
    byte[] path = real.toString().getBytes(StandardCharsets.UTF_8);
    return folder.resolve(UUID.nameUUIDFromBytes(path) + ".txt");
  }

  private static Optional<String> remembered(Path note, FileState state) {
    try {
      List<String> lines = Files.exists(note) ? Files.readAllLines(note) : List.of();
      boolean same = lines.size() == 2 && lines.get(1).equals(state.toString());
      return lines.stream().findFirst().filter(sum -> same && sum.matches("[0-9a-f]{64}"));
    } catch (IOException e) {
      LOG.debug("{} cannot be read", note, e);
      return Optional.empty();
    }
  }

  private void remember(Path note, FileState state, String sha256) {
    try {
      Files.createDirectories(folder);
      Path temporary = Files.createTempFile(folder, "sum", ".new");
      Files.writeString(temporary, sha256 + "\n" + state + "\n");
      Files.move(
          temporary, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.debug("{} cannot be written", note, e);
    }
  }
}
