// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers only requests that name this server as their host, so that a page cannot read from it
 * after the page's own name was bound to this address (DNS rebinding).
 *
 * <p>An IP address needs no list: a name that was rebound is still a name in the request.
 */
final class AllowedHosts implements Check {
  private static final int MISDIRECTED_REQUEST = 421;
  private static final Logger LOG = LoggerFactory.getLogger(AllowedHosts.class);
  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");
  private static final Pattern IP_ADDRESS =
      Pattern.compile("\\[[0-9a-fA-F:.]+]|\\d{1,3}(\\.\\d{1,3}){3}");

  private final Set<String> names = new TreeSet<>();

  AllowedHosts(HttpSettings settings) {
    names.add("localhost");
    names.add(normal(settings.host()));
    settings.allowedHosts().ifPresent(hosts -> hosts.forEach(host -> names.add(normal(host))));
    if (WILDCARDS.contains(settings.host()) && settings.allowedHosts().isEmpty()) {
      LOG.warn(
          "http.host={} listens on every address, but only IP addresses and localhost are answered;"
              + " set http.allowed-hosts to the names under which clients reach this process",
          settings.host());
    }
  }

  @Override
  public Optional<Problem> problem(Request request) {
    // The authority of an absolute target, else the Host header (RFC 9112, section 3.2.2).
    String host = request.getHttpURI().getHost();
    if (host == null) {
      // HTTP/1.0, which browsers do not speak.
      return Optional.empty();
    }
    String name = normal(host);
    return IP_ADDRESS.matcher(name).matches() || names.contains(name)
        ? Optional.empty()
        : Optional.of(misdirected(name));
  }

  private static Problem misdirected(String name) {
    return new Problem(
        MISDIRECTED_REQUEST,
        "Misdirected Request",
        "The host '"
            + name
            + "' is not a name of this server. If it is one, set http.allowed-hosts="
            + name
            + " and start again.");
  }

  private static String normal(String host) {
    String name = host.strip().toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }
}
