// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.app.Components;
import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.http.IngestEndpoints;
import dev.segue.ingest.publish.Producers;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.http.DiskGuard;
import dev.segue.runtime.storage.DiskSpace;
import dev.segue.runtime.storage.ObjectStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code segue ingest}. */
@Command(
    name = "ingest",
    description = "Runs the HTTP gateway for plays and tracks as a process of its own.",
    mixinStandardHelpOptions = true)
public final class IngestCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Override
  public Integer call() throws Exception {
    common.logAsService();
    Settings settings = common.settings();
    IngestSettings ingest = settings.get(IngestSettings.class);
    ObjectStore store = Components.store(settings, common.data);
    DiskSpace disk = Components.disk(settings, store.root());
    try (Service service = new Service()) {
      var producer = service.own(Producers.gateway(settings.kafka(), ingest));
      IngestEndpoints gateway =
          service.own(
              new IngestEndpoints(
                  producer, Components.topics(settings), store, ingest, service.metrics));
      service.health.register("disk", disk::check);
      service.health.register("ingest", gateway::check);
      service.run(settings, List.of(new DiskGuard(disk), gateway));
    }
    return 0;
  }
}
