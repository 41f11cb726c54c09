// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The releases that this instance has loaded, as they stood on the topic, with the SHA-256 of their
 * artifacts: what it falls back to while the newest one of a model cannot be loaded. The topic is
 * compacted and keeps only the newest. Used by one thread.
 */
final class LoadedReleases {
  /** As many as the trainer keeps artifacts of a model ({@code trainer.keep-models}). */
  private static final int KEPT = 5;

  private static final Logger LOG = LoggerFactory.getLogger(LoadedReleases.class);

  private final Path folder;

  /** In a folder of its own, with a sub-folder for each model. */
  LoadedReleases(Path folder) {
    this.folder = folder;
  }

  /** Notes that a release was loaded. A failure to write costs the fallback, nothing else. */
  void remember(ModelRelease release) {
    try {
      Path model = Files.createDirectories(folderOf(release.getName()));
      Path whole = model.resolve(release.getVersion() + ".avro");
      Path part = model.resolve(release.getVersion() + ".part");
      Files.write(part, Serdes.MODEL_RELEASE.toBytes(release));
      Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING);
      for (Path old : files(model).stream().skip(KEPT).toList()) {
        Files.delete(old);
      }
    } catch (IOException e) {
      LOG.warn("cannot note the loaded release {}: {}", release.getName(), e.toString());
    }
  }

  /** Those of a model that have another artifact than a release, newest version first. */
  List<ModelRelease> otherThan(ModelRelease release) {
    List<ModelRelease> others = new ArrayList<>();
    try {
      for (Path file : files(folderOf(release.getName()))) {
        ModelRelease known = read(file);
        if (known != null
            && known.getName().equals(release.getName())
            && !known.getArtifactUri().equals(release.getArtifactUri())) {
          others.add(known);
        }
      }
    } catch (IOException e) {
      LOG.warn("cannot read the loaded releases in {}: {}", folder, e.toString());
    }
    return others;
  }

  private static ModelRelease read(Path file) throws IOException {
    try {
      return Serdes.MODEL_RELEASE.fromBytes(Files.readAllBytes(file));
    } catch (RuntimeException e) {
      LOG.warn("{} is damaged and is not used: {}", file, e.getMessage());
      return null;
    }
  }

  /** The newest version first. */
  private static List<Path> files(Path model) throws IOException {
    if (!Files.isDirectory(model)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(model)) {
      return all.filter(file -> file.getFileName().toString().matches("\\d{1,18}\\.avro"))
          .sorted(Comparator.comparingLong(LoadedReleases::version).reversed())
          .toList();
    }
  }

  private static long version(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.indexOf('.')));
  }

  private Path folderOf(String name) {
    return folder.resolve("model-" + URLEncoder.encode(name, StandardCharsets.UTF_8));
  }
}
