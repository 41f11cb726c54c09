// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.AllInOne;
import dev.segue.runtime.config.Settings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code segue up}. */
@Command(
    name = "up",
    description = "Runs everything in this process, with a broker of its own, until it is stopped.",
    mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private BackboneFlags backbone;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    common.logAsService();
    Settings settings = common.settings(backbone);
    AllInOne all = AllInOne.start(settings, common.data);
    new Readiness(all, spec.commandLine().getErr(), () -> up(all)).watch();
    Shutdown.await(all);
    return 0;
  }

  private void up(AllInOne all) {
    spec.commandLine()
        .getOut()
        .printf(
            "Segue is up: %s (page and API), Kafka %s, data in %s%n",
            all.url(), all.kafka().bootstrapServers(), common.data);
    spec.commandLine().getOut().flush();
  }
}
