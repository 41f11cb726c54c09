// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Lets a write through only with the configured key; the comparison takes constant time. */
final class ApiKey implements Check {
  private static final String BEARER = "Bearer ";

  private final byte[] expected;

  ApiKey(String expected) {
    this.expected = expected.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Optional<Problem> problem(Request request) {
    if (SafeMethods.has(request)) {
      return Optional.empty();
    }
    String given = request.getHeaders().get("X-API-Key");
    String authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    if (given == null && authorization != null && authorization.startsWith(BEARER)) {
      given = authorization.substring(BEARER.length());
    }
    byte[] bytes = given == null ? new byte[0] : given.getBytes(StandardCharsets.UTF_8);
    if (MessageDigest.isEqual(expected, bytes)) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(401, "Unauthorized", "Send the API key in X-API-Key or as a bearer token.")
            .header("WWW-Authenticate", "Bearer"));
  }
}
