// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * Refuses writes that a page of another origin makes a browser send, such as a form or a {@code
 * no-cors} fetch. Requests of programs carry neither {@code Sec-Fetch-Site} nor {@code Origin} and
 * pass.
 *
 * <p>The order of the questions is that of Go's {@code http.CrossOriginProtection}: {@code
 * Sec-Fetch-Site} (W3C Fetch Metadata) where there is one, else {@code Origin} (RFC 6454) against
 * the host of the request.
 */
final class SameOrigin implements Check {
  private final List<String> trusted;

  SameOrigin(HttpSettings settings) {
    trusted = settings.allowedOrigins().orElse(List.of()).stream().map(SameOrigin::origin).toList();
  }

  @Override
  public Optional<Problem> problem(Request request) {
    return SafeMethods.has(request) || isSameOrigin(request)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                403,
                "Forbidden",
                "A page of another origin may not write here. If the page is yours, set"
                    + " http.allowed-origins to its origin, such as https://music.example.org."));
  }

  private boolean isSameOrigin(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin != null && trusted.contains(origin.toLowerCase(Locale.ROOT))) {
      return true;
    }
    String site = request.getHeaders().get("Sec-Fetch-Site");
    if (site != null) {
      return site.equals("same-origin") || site.equals("none");
    }
    return origin == null || authority(origin).equalsIgnoreCase(host(request));
  }

  /** Host and port of an origin; empty where it has none, as {@code null} has. */
  private static String authority(String origin) {
    try {
      return Optional.ofNullable(URI.create(origin).getRawAuthority()).orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String host(Request request) {
    return Optional.ofNullable(request.getHttpURI().getAuthority()).orElse("");
  }

  // Javalin's CORS plugin, which reads the same setting, takes a host without a scheme as https.
  private static String origin(String setting) {
    String origin = setting.strip().toLowerCase(Locale.ROOT);
    return origin.contains("://") ? origin : "https://" + origin;
  }
}
