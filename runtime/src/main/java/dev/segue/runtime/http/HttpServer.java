// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.health.HealthChecks;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server of a process: the endpoints of its modules, {@code /livez}, {@code /readyz},
 * {@code /metrics}, and problem details (RFC 9457) for everything that goes wrong.
 */
public final class HttpServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
  private static final int CONTENT_TOO_LARGE = 413;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Javalin javalin;

  private HttpServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /**
   * Starts listening.
   *
   * @throws IllegalStateException if the port is taken; the message says what to set
   */
  public static HttpServer start(
      HttpSettings settings,
      HealthChecks health,
      PrometheusMeterRegistry metrics,
      List<Endpoints> endpoints) {
    Javalin javalin =
        Javalin.create(
            config -> {
              configure(config, settings);
              errors(config.routes);
              operations(config.routes, health, metrics);
              endpoints.forEach(group -> group.register(config.routes));
            });
    try {
      javalin.start();
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + e.getMessage()
              + "); set http.port to a free port",
          e);
    }
    return new HttpServer(javalin);
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
  }

  private static void configure(JavalinConfig config, HttpSettings settings) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = settings.maxBodyBytes();
    config.jetty.multipartConfig.maxFileSize(settings.maxUploadBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxTotalRequestSize(
        settings.maxUploadBytes() + settings.maxBodyBytes(), SizeUnit.BYTES);
    config.jetty.multipartConfig.maxInMemoryFileSize(64, SizeUnit.KB);
    JettyParts.configure(config.jetty, settings);
    settings
        .allowedOrigins()
        .ifPresent(
            origins ->
                config.bundledPlugins.enableCors(
                    cors ->
                        origins.forEach(origin -> cors.addRule(rule -> rule.allowHost(origin)))));
  }

  private static void operations(
      RoutesConfig routes, HealthChecks health, PrometheusMeterRegistry metrics) {
    routes.get("/livez", context -> context.result("alive\n"));
    routes.get(
        "/readyz",
        context -> {
          Map<String, Health> results = health.check();
          boolean up = results.values().stream().allMatch(Health::up);
          context.status(up ? 200 : 503);
          json(context, "application/json", results);
        });
    routes.get(
        "/metrics",
        context -> context.contentType("text/plain; version=0.0.4").result(metrics.scrape()));
  }

  private static void errors(RoutesConfig routes) {
    routes.exception(Problem.class, (problem, context) -> answer(context, problem));
    routes.exception(
        HttpResponseException.class,
        (e, context) ->
            answer(
                context,
                new Problem(
                    e.getStatus(), "HTTP " + e.getStatus(), String.valueOf(e.getMessage()))));
    routes.exception(Exception.class, HttpServer::otherwise);
    routes.error(
        404,
        context -> {
          if (context.result() == null
              || context.result().isEmpty()
              || "Not Found".equals(context.result())
              || String.valueOf(context.result()).startsWith("Endpoint")) {
            answer(context, new Problem(404, "Not Found", "There is nothing at " + context.path()));
          }
        });
  }

  private static void otherwise(Exception e, Context context) {
    if (e instanceof HttpException refusal && refusal.getCode() < 500) {
      answer(context, Problems.of(refusal.getCode(), String.valueOf(refusal.getReason())));
    } else if (e instanceof IOException && context.res().isCommitted()) {
      // Nothing more can be said; nearly always the client left before it had the whole answer.
      LOG.debug("{} {} was not answered whole: {}", context.method(), context.path(), e.toString());
    } else {
      unexpected(e, context);
    }
  }

  private static void unexpected(Exception e, Context context) {
    try {
      LOG.error("{} {} failed", context.method(), context.path(), e);
      answer(
          context,
          new Problem(500, "Internal Server Error", "The server failed; its log says why."));
    } catch (RuntimeException gone) {
      // Once its connection is gone a request can no longer say anything. Javalin hands what an
      // exception handler throws to the exception handlers, without end.
      LOG.warn("a request failed after its connection was gone: {}", e.toString());
    }
  }

  private static void answer(Context context, Problem problem) {
    if (problem.status() == CONTENT_TOO_LARGE) {
      // The rest of the body is not read, so nothing else can come over this connection.
      context.header("Connection", "close");
    }
    problem.headers().forEach(context::header);
    context.status(problem.status());
    json(context, "application/problem+json", problem.body());
  }

  private static void json(Context context, String type, Object body) {
    try {
      context.contentType(type).result(JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an answer as JSON", e);
    }
  }
}
