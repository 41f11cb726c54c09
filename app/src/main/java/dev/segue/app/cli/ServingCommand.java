// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.runtime.config.Settings;
import dev.segue.serving.Serving;
import dev.segue.serving.ServingSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code segue serving}. */
@Command(
    name = "serving",
    description = "Runs the Kafka Streams layer and its API as a process of its own.",
    mixinStandardHelpOptions = true)
public final class ServingCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    common.logAsService();
    Settings settings = common.settings();
    try (Service service = new Service()) {
      Serving serving =
          service.own(
              Serving.create(
                  settings.get(ServingSettings.class),
                  settings.kafka(),
                  Components.topics(settings),
                  Components.store(settings, common.data),
                  common.data.resolve("streams"),
                  service.metrics));
      serving.start();
      service.health.register("serving", serving::check);
      service.run(settings, List.of(serving.endpoints()));
    }
    return 0;
  }
}
