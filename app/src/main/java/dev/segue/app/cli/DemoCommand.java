// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.AllInOne;
import dev.segue.app.TerminalProgress;
import dev.segue.app.demo.Demo;
import dev.segue.app.demo.DemoMusic;
import dev.segue.runtime.config.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code segue demo}. */
@Command(
    name = "demo",
    description = {
      "Runs the whole pipeline on synthetic music and listeners, and shows what comes out.",
      "Stays up for the page in the browser. A second run reuses the data."
    },
    mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
  private static final int HTTP_PORT = 8080;
  private static final int BROKER_PORT = 9092;
  private static final int MOST_TRACKS = 999;

  @Mixin private CommonOptions common;
  @Mixin private BackboneFlags backbone;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec spec;

  @Option(names = "--headless", description = "Ends when everything is shown.")
  private boolean headless;

  @Option(names = "--html", paramLabel = "FILE", description = "Writes the evaluation as a page.")
  private Path html;

  @Option(
      names = "--compose",
      paramLabel = "DIR",
      description = {
        "Only writes music into DIR, with its styles as labels for 'segue probe' in styles.tsv,",
        "and ends."
      })
  private Path compose;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of the composer, with --compose (default: ${DEFAULT-VALUE}, the demo's).")
  private long seed;

  @Option(
      names = "--tracks-per-style",
      defaultValue = "40",
      description = "How many, with --compose (default: ${DEFAULT-VALUE}, the demo's).")
  private int tracksPerStyle;

  @Override
  public Integer call() throws Exception {
    if (compose != null) {
      return composeOnly();
    }
    long start = System.nanoTime();
    common.logAsTool();
    Settings settings = common.settings(freePorts(), backbone.settings());
    PrintWriter out = spec.commandLine().getOut();
    AllInOne all = AllInOne.start(settings, common.data);
    try {
      all.awaitReady(Duration.ofMinutes(2));
      Demo.Shown shown =
          new Demo(all, settings, common.data.resolve("demo"), TerminalProgress.onStandardError())
              .show(start);
      out.println(output.json() ? shown.json() : shown.text());
      if (html != null) {
        Files.writeString(html, shown.html());
      }
      if (!headless) {
        out.printf("%nOpen %s in a browser; Ctrl-C stops everything.%n", all.url());
      }
      out.flush();
      if (!headless) {
        Shutdown.await(all);
      }
      return shown.sound() ? 0 : 1;
    } finally {
      all.close();
    }
  }

  private int composeOnly() throws IOException {
    common.logAsTool();
    if (tracksPerStyle < DemoMusic.FEWEST || tracksPerStyle > MOST_TRACKS) {
      throw new ParameterException(
          spec.commandLine(),
          "--tracks-per-style has to be from %d to %d".formatted(DemoMusic.FEWEST, MOST_TRACKS));
    }
    Path labels =
        DemoMusic.compose(compose, seed, tracksPerStyle, TerminalProgress.onStandardError());
    spec.commandLine().getOut().println("The music's styles are in " + labels);
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** The usual ports where they are free, else any. */
  private static Map<String, String> freePorts() {
    Map<String, String> values = new HashMap<>();
    values.put("http.port", isFree(HTTP_PORT) ? String.valueOf(HTTP_PORT) : "0");
    values.put("broker.port", isFree(BROKER_PORT) ? String.valueOf(BROKER_PORT) : "0");
    return values;
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
