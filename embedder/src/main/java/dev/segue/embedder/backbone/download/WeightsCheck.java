// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether weights that are there are the published ones: their sums, then tensor by tensor. */
public final class WeightsCheck {
  private WeightsCheck() {}

  /**
   * A file that is right.
   *
   * @param file where it lies and what its sum was held against
   * @param content what is in it, for people
   */
  public record CheckedFile(FetchedFile file, String content) {}

  /**
   * Checks all files of a model; none, if it needs none. Where none of the published files is there
   * but weights in another form are, those.
   *
   * @throws DownloadException if one is missing or is another file
   * @throws dev.segue.nn.checkpoint.CheckpointException if one holds other tensors
   */
  public static List<CheckedFile> folder(BackboneType type, Path folder, Progress progress)
      throws IOException {
    if (type.card().isEmpty()) {
      return trained(type, folder, progress);
    }
    List<ModelFile> published = type.card().get().files();
    if (published.stream().noneMatch(file -> Files.exists(folder.resolve(file.name())))
        && !OtherForms.in(folder).isEmpty()) {
      return otherForms(type, folder, progress);
    }
    List<CheckedFile> checked = new ArrayList<>();
    for (ModelFile file : published) {
      Path path = folder.resolve(file.name());
      if (!Files.isRegularFile(path)) {
        throw new DownloadException(
            "%s is not there; get it with: segue models fetch %s".formatted(path, type.name()));
      }
      checked.add(check(type, file, path, progress));
    }
    return checked;
  }

  /** Weights that nobody published: whatever lies there. */
  private static List<CheckedFile> trained(BackboneType type, Path folder, Progress progress)
      throws IOException {
    List<CheckedFile> checked = otherForms(type, folder, progress);
    if (checked.isEmpty() && type.needsWeights()) {
      throw new DownloadException(
          "there are no weights of %1$s in %2$s; train them with: segue pretrain MUSIC --model %1$s"
              .formatted(type.name(), folder));
    }
    return checked;
  }

  private static List<CheckedFile> otherForms(BackboneType type, Path folder, Progress progress)
      throws IOException {
    List<CheckedFile> checked = new ArrayList<>();
    for (Path file : OtherForms.in(folder)) {
      checked.add(file(type, file, progress));
    }
    return checked;
  }

  /**
   * Checks one file. One under another name than the card's has no published sum; its tensors are
   * checked all the same.
   *
   * @throws DownloadException if it is not there, or is another file than it was
   * @throws dev.segue.nn.checkpoint.CheckpointException if it holds other tensors
   */
  public static CheckedFile file(BackboneType type, Path path, Progress progress)
      throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new DownloadException("there is no file " + path);
    }
    String name = String.valueOf(path.getFileName());
    ModelFile unknown = new ModelFile(name, path.toAbsolutePath().toUri(), Optional.empty(), 0);
    ModelFile file =
        type.card().stream()
            .flatMap(card -> card.files().stream())
            .filter(known -> path.endsWith(Path.of(known.name())))
            .findFirst()
            .orElse(unknown);
    return check(type, file, path, progress);
  }

  private static CheckedFile check(BackboneType type, ModelFile file, Path path, Progress progress)
      throws IOException {
    FetchedFile sum = FileCheck.of(file, path, progress);
    return new CheckedFile(sum, type.verify(path));
  }
}
