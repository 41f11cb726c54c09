// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.TerminalProgress;
import dev.segue.app.audio.AudioFiles;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.FileListener;
import dev.segue.embedder.TrackTagger;
import dev.segue.embedder.TrackTagger.Tag;
import dev.segue.embedder.audio.AudioException;
import dev.segue.runtime.progress.Progress;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue tags}. */
@Command(
    name = "tags",
    description = {
      "Prints the likeliest tags of audio files, such as 'guitar' or 'ambient'.",
      "With their probabilities, as a backbone that was trained to tag hears them.",
      "Exit code 1 if a file was refused; the others are printed all the same."
    },
    mixinStandardHelpOptions = true)
public final class TagsCommand implements Callable<Integer> {
  /** What hears the audio where neither a flag nor a setting says it. */
  private static final Map<String, String> DEFAULTS =
      Map.of("embedder.backbone", TaggerFlags.DEFAULT);

  @Mixin private CommonOptions common;
  @Mixin private TaggerFlags backbone;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Audio files, or folders of them.")
  private List<Path> paths;

  @Option(names = "--k", defaultValue = "5", description = "Tags of a file (default: 5).")
  private int k;

  /** What is printed of a file as JSON; one of tags and error is there. */
  private record Tagged(String file, Map<String, Float> tags, String error) {}

  @Override
  public Integer call() throws Exception {
    if (k < 1) {
      throw new ParameterException(spec.commandLine(), "--k must be at least 1");
    }
    common.logAsTool();
    List<Path> files = AudioFiles.in(paths);
    List<Tagged> all = new ArrayList<>();
    EmbedderSettings settings =
        common.settings(DEFAULTS, backbone.settings()).get(EmbedderSettings.class);
    try (TrackTagger tagger = TrackTagger.create(settings);
        Progress.Task task =
            TerminalProgress.onStandardError().begin("listen", files.size(), "files")) {
      tagger.tagAll(
          files,
          k,
          new FileListener<>() {
            @Override
            public void heard(Path file, List<Tag> tags) {
              all.add(told(file, tags));
              task.step(1);
            }

            @Override
            public void refused(Path file, AudioException reason) {
              all.add(complained(file, reason));
              task.step(1);
            }
          });
    }
    if (output.json()) {
      print(Json.of(all));
    }
    return all.stream().anyMatch(tagged -> tagged.error() != null) ? 1 : 0;
  }

  private Tagged told(Path file, List<Tag> tags) {
    if (!output.json()) {
      print(file + "  " + tags.stream().map(TagsCommand::text).collect(Collectors.joining(", ")));
    }
    Map<String, Float> byName = new LinkedHashMap<>();
    tags.forEach(tag -> byName.put(tag.name(), tag.probability()));
    return new Tagged(file.toString(), byName, null);
  }

  private Tagged complained(Path file, AudioException reason) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(file + ": " + reason.getMessage());
    err.flush();
    return new Tagged(file.toString(), Map.of(), reason.getMessage());
  }

  private static String text(Tag tag) {
    return String.format(Locale.ROOT, "%s %.3f", tag.name(), tag.probability());
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
