// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The {@code openapi.yaml} that lies beside the class of a module's endpoints. */
public final class OpenApiDocument {
  private OpenApiDocument() {}

  /** Serves it at this path. */
  public static void register(RoutesConfig routes, String path, Class<?> beside) {
    String document = read(beside);
    routes.get(path, context -> context.contentType("application/yaml").result(document));
  }

  private static String read(Class<?> beside) {
    try (InputStream in = beside.getResourceAsStream("openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks openapi.yaml beside " + beside.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read openapi.yaml", e);
    }
  }
}
