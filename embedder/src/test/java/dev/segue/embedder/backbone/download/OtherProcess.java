// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A download in a JVM of its own, which can be killed. */
final class OtherProcess {
  private OtherProcess() {}

  static Process fetching(ModelFile file, Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            OtherProcess.class.getName(),
            file.name(),
            file.source().toString(),
            file.sha256().orElseThrow(),
            folder.toString())
        .inheritIO()
        .start();
  }

  public static void main(String[] args) throws Exception {
    ModelFile file = new ModelFile(args[0], URI.create(args[1]), Optional.of(args[2]), 0);
    WeightsDownload.create()
        .fetch(
            new ModelCard("Model", "MIT", "", List.of(file)),
            Path.of(args[3]),
            Progress.SILENT,
            note -> {});
  }
}
