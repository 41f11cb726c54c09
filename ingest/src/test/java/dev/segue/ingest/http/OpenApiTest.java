// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.publish.TestProducers;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import io.javalin.Javalin;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
  private static final Pattern OPERATION = Pattern.compile("(?m)^  (/\\S*):\\n    (\\w+):");

  @Test
  void describesExactlyTheRoutesThereAre(@TempDir Path folder) throws Exception {
    try (IngestEndpoints endpoints =
        new IngestEndpoints(
            TestProducers.willing(),
            Topics.standard(),
            ObjectStore.at(folder),
            Settings.of(IngestSettings.class, Map.of()),
            new SimpleMeterRegistry())) {
      Javalin javalin = Javalin.create(config -> endpoints.register(config.routes));
      Set<String> routes =
          javalin.unsafe.internalRouter.allHttpHandlers().stream()
              .map(handler -> handler.endpoint.method + " " + handler.endpoint.path)
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(documented()).isEqualTo(routes);
    }
  }

  private static Set<String> documented() throws Exception {
    try (InputStream in = IngestEndpoints.class.getResourceAsStream("openapi.yaml")) {
      Matcher matcher = OPERATION.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      Set<String> operations = new TreeSet<>();
      while (matcher.find()) {
        operations.add(matcher.group(2).toUpperCase(Locale.ROOT) + " " + matcher.group(1));
      }
      return operations;
    }
  }
}
