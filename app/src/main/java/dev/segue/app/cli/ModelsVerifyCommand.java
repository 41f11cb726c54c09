// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.TerminalProgress;
import dev.segue.app.UserError;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.download.WeightsCheck;
import dev.segue.embedder.backbone.download.WeightsCheck.CheckedFile;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue models verify}. */
@Command(
    name = "verify",
    description = {
      "Checks weights: sums, and every tensor's name and shape.",
      "The SHA-256 is held against the published one, or the one kept when they were fetched."
    },
    mixinStandardHelpOptions = true)
final class ModelsVerifyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "BACKBONE|FILE",
      description = "A backbone whose fetched files are checked, or a file or folder of weights.")
  private String what;

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      converter = BackboneFlags.Name.class,
      completionCandidates = BackboneFlags.Names.class,
      description = "Whose weights the file holds (default: told by its name and folder).")
  private String backbone;

  @Override
  public Integer call() throws Exception {
    common.logAsTool();
    PrintWriter out = spec.commandLine().getOut();
    List<CheckedFile> files = check(TerminalProgress.onStandardError());
    if (files.isEmpty()) {
      out.println(what + " needs no weights: there is nothing to check");
    }
    for (CheckedFile file : files) {
      out.printf("%s: right%n", file.file().file());
      out.printf("  %s%n", FetchedFiles.describe(file.file()));
      out.printf("  %s%n", file.content());
    }
    out.flush();
    return 0;
  }

  private List<CheckedFile> check(Progress progress) throws IOException {
    boolean named = Backbones.names().contains(what);
    if (named && backbone != null && !Files.exists(Path.of(what))) {
      throw new ParameterException(
          spec.commandLine(),
          "with --backbone name a file or folder; '%s' is a backbone itself".formatted(what));
    }
    if (named && backbone == null) {
      Path folder = common.settings().get(EmbedderSettings.class).models().resolve(what);
      return WeightsCheck.folder(Backbones.type(what), folder, progress);
    }
    Path path = Path.of(what);
    if (!Files.exists(path)) {
      throw new UserError(
          "there is no backbone and no file '%s'; backbones: %s"
              .formatted(what, String.join(", ", Backbones.names())));
    }
    BackboneType type = type(path.toAbsolutePath().normalize());
    return Files.isDirectory(path)
        ? WeightsCheck.folder(type, path, progress)
        : List.of(WeightsCheck.file(type, path, progress));
  }

  private BackboneType type(Path path) {
    if (backbone != null) {
      return Backbones.type(backbone);
    }
    List<BackboneType> named =
        StreamSupport.stream(path.spliterator(), false)
            .map(Path::toString)
            .filter(name -> Backbones.names().contains(name))
            .map(Backbones::type)
            .toList();
    List<BackboneType> publishing =
        Backbones.names().stream()
            .map(Backbones::type)
            .filter(type -> publishes(type, path))
            .toList();
    return Stream.of(named, publishing)
        .filter(found -> found.size() == 1)
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "nothing tells whose weights %s holds; say so with --backbone NAME, one of: %s"
                        .formatted(path, String.join(", ", Backbones.names()))))
        .get(0);
  }

  private static boolean publishes(BackboneType type, Path path) {
    return type.card().map(ModelCard::files).orElse(List.of()).stream()
        .anyMatch(file -> path.endsWith(Path.of(file.name())));
  }
}
