// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import io.javalin.config.JettyConfig;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * What stands between the network and Javalin's routes: a bound on connections, a deadline for
 * headers, the checks of {@link Gate}, the whole body, and a bound on threads, in this order.
 */
final class JettyParts {
  // A listener's page keeps two or three connections; under pressure each may rest this long.
  private static final long IDLE_UNDER_PRESSURE_MS = 1_000;
  // Fields of a form; ours have two parts.
  private static final int MAX_PARTS = 16;

  private final HttpSettings settings;

  private JettyParts(HttpSettings settings) {
    this.settings = settings;
  }

  static void configure(JettyConfig jetty, HttpSettings settings) {
    JettyParts parts = new JettyParts(settings);
    jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    jetty.modifyServer(parts::addHandlers);
    jetty.addConnector(parts::connector);
    jetty.modifyServletContextHandler(
        servlets -> {
          servlets.setMaxFormKeys(MAX_PARTS);
          servlets.setMaxFormContentSize(Math.toIntExact(settings.maxBodyBytes()));
        });
  }

  private void addHandlers(Server server) {
    Gate gate = new Gate(checks());
    BodyReader bodies = new BodyReader(settings);
    gate.setHandler(bodies);
    bodies.setHandler(new RequestSlots(settings.maxRequests()));
    server.setHandler(gate);
    server.setErrorHandler(new Problems());
  }

  private List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(new UpperCaseMethod());
    checks.add(new AllowedHosts(settings));
    checks.add(new SameOrigin(settings));
    checks.add(new Utf8Only());
    settings.apiKey().ifPresent(key -> checks.add(new ApiKey(key)));
    return checks;
  }

  private Connector connector(Server server, HttpConfiguration http) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(settings.host());
    connector.setPort(settings.port());
    connector.addBean(new HeaderDeadline(connector.getScheduler(), settings.headerTimeout()));
    NetworkConnectionLimit limit = new NetworkConnectionLimit(settings.maxConnections(), connector);
    limit.setEndPointIdleTimeout(IDLE_UNDER_PRESSURE_MS);
    connector.addBean(limit);
    return connector;
  }
}
