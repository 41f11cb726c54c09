// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Weights under other names than the published ones: converted, or trained here. */
final class OtherForms {
  private static final List<String> NAMES =
      List.of("model.safetensors", "weights.safetensors", "weights.ckpt", "weights.pt");

  private OtherForms() {}

  /** Those in a folder; it need not be there. */
  static List<Path> in(Path folder) {
    return NAMES.stream().map(folder::resolve).filter(Files::isRegularFile).toList();
  }
}
