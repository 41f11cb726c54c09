// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.storage.ObjectStore;
import io.javalin.Javalin;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
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
  private static final Pattern REFERENCE = Pattern.compile("#/components/(\\w+)/(\\w+)");

  @Test
  void describesExactlyTheRoutesThereAre(@TempDir Path folder) throws Exception {
    try (ServingWorld world = new ServingWorld(folder.resolve("state"), Map.of())) {
      List<dev.segue.runtime.http.Endpoints> endpoints =
          world.endpoints(ObjectStore.at(folder.resolve("objects")));
      Javalin javalin =
          Javalin.create(config -> endpoints.forEach(group -> group.register(config.routes)));
      Set<String> routes =
          javalin.unsafe.internalRouter.allHttpHandlers().stream()
              .filter(handler -> !handler.endpoint.method.equals(HandlerType.BEFORE))
              .map(handler -> handler.endpoint.method + " " + handler.endpoint.path)
              .collect(Collectors.toCollection(TreeSet::new));

      assertThat(documented()).isEqualTo(routes);
    }
  }

  @Test
  void refersOnlyToWhatItDefines() throws IOException {
    String document = document();
    Matcher references = REFERENCE.matcher(document);
    while (references.find()) {
      assertThat(document).contains("\n    " + references.group(2) + ":\n");
    }
  }

  private static Set<String> documented() throws IOException {
    Set<String> operations = new TreeSet<>();
    Matcher matcher = OPERATION.matcher(document());
    while (matcher.find()) {
      operations.add(matcher.group(2).toUpperCase(java.util.Locale.ROOT) + " " + matcher.group(1));
    }
    return operations;
  }

  private static String document() throws IOException {
    try (InputStream in = Serving.class.getResourceAsStream("openapi.yaml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
