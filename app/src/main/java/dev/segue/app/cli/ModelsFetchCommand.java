// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.TerminalProgress;
import dev.segue.app.UserError;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.download.FetchedFile;
import dev.segue.embedder.backbone.download.WeightsDownload;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue models fetch}. */
@Command(
    name = "fetch",
    description = {
      "Gets a backbone's published weights from where its authors publish them.",
      "Shows their licence; using them is accepting it. What broke off goes on where it was.",
      "Proxies: SEGUE_JAVA_OPTS='-Dhttps.proxyHost=... -Dhttps.proxyPort=...'."
    },
    mixinStandardHelpOptions = true)
final class ModelsFetchCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "BACKBONE",
      converter = BackboneFlags.Name.class,
      completionCandidates = BackboneFlags.Names.class,
      description = "${COMPLETION-CANDIDATES}")
  private String backbone;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description =
          "Where the files go (default: <data>/models/BACKBONE, where they are looked for).")
  private Path into;

  @Override
  public Integer call() throws Exception {
    common.logAsTool();
    BackboneType type = Backbones.type(backbone);
    PrintWriter out = spec.commandLine().getOut();
    Optional<ModelCard> card = type.card();
    if (card.isEmpty() && type.needsWeights()) {
      throw new UserError(
          "nobody has published weights of %1$s; train them on your own music with: segue pretrain MUSIC --model %1$s"
              .formatted(backbone));
    }
    if (card.isEmpty()) {
      out.println(backbone + " needs no weights: there is nothing to fetch");
      out.flush();
      return 0;
    }
    Path folder =
        into != null
            ? into
            : common.settings().get(EmbedderSettings.class).models().resolve(backbone);
    out.print(Cards.text(card.get()));
    out.printf("  into     %s%n", folder);
    out.flush();
    List<FetchedFile> files =
        WeightsDownload.create()
            .fetch(card.get(), folder, TerminalProgress.onStandardError(), this::note);
    for (FetchedFile file : files) {
      out.printf(
          Locale.ROOT,
          "%s: %s, %,d bytes%n  %s%n",
          folder.relativize(file.file()),
          file.alreadyThere() ? "was there already" : "fetched",
          Files.size(file.file()),
          FetchedFiles.describe(file));
    }
    out.flush();
    return 0;
  }

  private void note(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(text);
    err.flush();
  }
}
