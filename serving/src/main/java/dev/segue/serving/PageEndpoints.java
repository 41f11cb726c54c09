// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.http.Endpoints;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** The page, and the OpenAPI document. Everything the page needs comes from here. */
final class PageEndpoints implements Endpoints {
  private static final String INGEST_URL = "{{ingest-url}}";
  private static final String EMBEDDER_URL = "{{embedder-url}}";

  private final String ingestUrl;
  private final String embedderUrl;
  private final String policy;

  PageEndpoints(ServingSettings settings) {
    ingestUrl = settings.ingestUrl().map(url -> checked("ingest", url)).orElse("");
    embedderUrl = settings.embedderUrl().map(url -> checked("embedder", url)).orElse("");
    policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " media-src 'self'; connect-src 'self'"
            + allowed(ingestUrl)
            + allowed(embedderUrl)
            + "; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";
  }

  @Override
  public void register(RoutesConfig routes) {
    String index =
        resource("web/index.html")
            .replace(INGEST_URL, ingestUrl)
            .replace(EMBEDDER_URL, embedderUrl);
    routes.get("/", context -> send(context, index, "text/html; charset=utf-8"));
    file(routes, "/app.js", "web/app.js", "text/javascript; charset=utf-8");
    file(routes, "/style.css", "web/style.css", "text/css; charset=utf-8");
    file(routes, "/openapi.yaml", "openapi.yaml", "application/yaml");
  }

  private void file(RoutesConfig routes, String path, String name, String type) {
    String content = resource(name);
    routes.get(path, context -> send(context, content, type));
  }

  private void send(Context context, String content, String type) {
    context.header("Content-Security-Policy", policy);
    context.header("X-Content-Type-Options", "nosniff");
    context.header("Referrer-Policy", "no-referrer");
    context.header("Cache-Control", "no-cache");
    context.contentType(type).result(content);
  }

  private static String allowed(String url) {
    return url.isEmpty() ? "" : " " + url;
  }

  private static String resource(String name) {
    try (InputStream in = PageEndpoints.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + name, e);
    }
  }

  /** The origin of a URL; anything else would end up in the page and its policy. */
  private static String checked(String module, String url) {
    URI uri = URI.create(url);
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException(
          "serving.%1$s-url is '%2$s'; set it to a URL such as https://%1$s.example.org"
              .formatted(module, url));
    }
    return uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
