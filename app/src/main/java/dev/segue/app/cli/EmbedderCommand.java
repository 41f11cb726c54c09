// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.embedder.Embedder;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.runtime.config.Settings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code segue embedder}. */
@Command(
    name = "embedder",
    description = "Runs the embedder as a process of its own.",
    mixinStandardHelpOptions = true)
public final class EmbedderCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private BackboneFlags backbone;

  @Override
  public Integer call() throws Exception {
    common.logAsService();
    Settings settings = common.settings(backbone);
    try (Service service = new Service()) {
      Embedder embedder =
          service.own(
              Embedder.create(
                  settings.get(EmbedderSettings.class),
                  settings.kafka(),
                  Components.topics(settings),
                  Components.store(settings, common.data),
                  common.data.resolve("embedding-cache"),
                  service.metrics));
      embedder.start();
      service.health.register("embedder", embedder::check);
      service.run(settings, List.of(embedder.endpoints()));
    }
    return 0;
  }
}
