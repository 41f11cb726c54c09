// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fetches published weights over https, through the JVM's proxy settings. A download that breaks
 * off, even by {@code kill -9}, goes on where it was; a file lies in its place whole and checked,
 * or not at all.
 */
public final class WeightsDownload {
  private final DownloadPolicy policy;
  private final Origin origin;

  private WeightsDownload(DownloadPolicy policy) {
    this.policy = policy;
    this.origin = new Origin(policy);
  }

  /** With time limits and attempts for slow connections and large files. */
  public static WeightsDownload create() {
    return new WeightsDownload(DownloadPolicy.PATIENT);
  }

  static WeightsDownload with(DownloadPolicy policy) {
    return new WeightsDownload(policy);
  }

  /**
   * Fetches what is not there yet of a model's files.
   *
   * @param folder of this model's weights, made if it is not there
   * @param notes hears what a person who waits wants to know: troubles and new attempts
   * @return all files, in the order of the card
   * @throws DownloadException if a file cannot be had, or is not what was published; the message
   *     says what to do
   * @throws InterruptedException if the thread was interrupted; what came stays
   */
  public List<FetchedFile> fetch(
      ModelCard card, Path folder, Progress progress, Consumer<String> notes)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    requireSpace(card, folder);
    List<FetchedFile> files = new ArrayList<>();
    for (ModelFile file : card.files()) {
      Path target = target(folder, file);
      files.add(
          Files.exists(target)
              ? FileCheck.of(file, target, progress)
              : new FileDownload(file, target, origin, policy, progress, notes).run());
    }
    return files;
  }

  private static void requireSpace(ModelCard card, Path folder) throws IOException {
    long missing = 0;
    for (ModelFile file : card.files()) {
      Path target = target(folder, file);
      Path part = target.resolveSibling(target.getFileName() + ".part");
      if (!Files.exists(target)) {
        missing += file.bytes() - (Files.exists(part) ? Files.size(part) : 0);
      }
    }
    DiskSpace.require(folder.resolve(card.title()), missing);
  }

  /** The place of a file, with the folders that lead to it. */
  private static Path target(Path folder, ModelFile file) throws IOException {
    Path target = folder.resolve(file.name()).normalize();
    if (!target.startsWith(folder.normalize()) || target.equals(folder.normalize())) {
      throw new DownloadException("the card names a file outside its folder: " + file.name());
    }
    return Files.createDirectories(
            Optional.ofNullable(target.getParent()).orElse(Path.of("").toAbsolutePath()))
        .resolve(target.getFileName());
  }
}
