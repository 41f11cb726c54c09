// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.app.pipeline.ReleaseControl;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Topics;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code segue models}. */
@Command(
    name = "models",
    description = {
      "Weights of what hears audio, and releases of what was trained here.",
      "  list, fetch, verify: backbones and their published weights",
      "  releases, rollback, unpin, promote: the trained models of a running system"
    },
    subcommands = {
      ModelsListCommand.class,
      ModelsFetchCommand.class,
      ModelsVerifyCommand.class,
    },
    mixinStandardHelpOptions = true)
public final class ModelsCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "releases",
      description = {
        "Prints every release of every trained model of a running system, newest last.",
        "'active' serves; no training round releases over what is 'pinned';",
        "the artifact of a 'pruned' release is deleted, so it cannot be released again."
      },
      mixinStandardHelpOptions = true)
  int releases(@Mixin CommonOptions common) throws Exception {
    ReleaseControl control = control(common);
    PrintWriter out = spec.commandLine().getOut();
    for (ModelRelease active : control.active().values()) {
      for (ModelRelease release : control.releases(active.getName())) {
        out.println(line(release, active, control));
      }
    }
    out.flush();
    return 0;
  }

  @Command(
      name = "rollback",
      description = {
        "Releases an earlier version of a trained model again, under a new version number,",
        "and pins it: training rounds release nothing over it until 'unpin' or 'promote'.",
        "Serving swaps it in between two requests."
      },
      mixinStandardHelpOptions = true)
  int rollback(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "MODEL") String name,
      @Option(
              names = "--to",
              paramLabel = "VERSION",
              description = "The version (default: the one before the active one).")
          Long version)
      throws Exception {
    ModelRelease release = control(common).rollback(name, version);
    return say(
        "%s: version %d is released again as version %d and pinned;"
            + " 'segue models unpin %s' ends the pin%n",
        name, release.getRestores(), release.getVersion(), name);
  }

  @Command(
      name = "unpin",
      description = "Lets the next training round release over a version that is pinned.",
      mixinStandardHelpOptions = true)
  int unpin(@Mixin CommonOptions common, @Parameters(paramLabel = "MODEL") String name)
      throws Exception {
    ModelRelease release = control(common).unpin(name);
    return say("%s: version %d is not pinned any more%n", name, release.getVersion());
  }

  @Command(
      name = "promote",
      description = {
        "Releases a version of a trained model again, under a new version number, and ends a pin."
      },
      mixinStandardHelpOptions = true)
  int promote(
      @Mixin CommonOptions common,
      @Parameters(paramLabel = "MODEL") String name,
      @Option(
              names = "--to",
              paramLabel = "VERSION",
              description = "The version (default: the newest that was trained).")
          Long version)
      throws Exception {
    ModelRelease release = control(common).promote(name, version);
    return say(
        "%s: version %d is released again as version %d%n",
        name, release.getRestores(), release.getVersion());
  }

  private static ReleaseControl control(CommonOptions common) throws Exception {
    common.logAsTool();
    Settings settings = common.client();
    Clients.check(settings.kafka());
    Topics topics = Components.topics(settings);
    return new ReleaseControl(
        settings.kafka(),
        topics,
        Components.store(settings, common.data).under(topics.objectFolder()));
  }

  private int say(String format, Object... values) {
    spec.commandLine().getOut().printf(format, values);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static String line(ModelRelease release, ModelRelease active, ReleaseControl control) {
    List<String> marks = new ArrayList<>();
    if (release.getVersion() == active.getVersion()) {
      marks.add(active.getPinned() ? "active, pinned" : "active");
    }
    if (!control.hasArtifact(release)) {
      marks.add("pruned");
    }
    if (release.getRestores() != null) {
      marks.add("version " + release.getRestores() + " again");
    }
    return String.format(
        Locale.ROOT,
        "%-16s version %-4d %-30s trained %s through %s  %s",
        release.getName(),
        release.getVersion(),
        String.join(", ", marks),
        release.getTrainedAt(),
        release.getTrainedThrough(),
        new TreeMap<>(release.getMetrics())
            .entrySet().stream()
                .map(
                    entry ->
                        String.format(Locale.ROOT, "%s=%.4f", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(" ")));
  }
}
