// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;

/** Lets a write through only with the configured key; the comparison takes constant time. */
final class ApiKey {
  private static final Set<HandlerType> READS =
      Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);
  private static final String BEARER = "Bearer ";

  private final byte[] expected;

  ApiKey(String expected) {
    this.expected = expected.getBytes(StandardCharsets.UTF_8);
  }

  void check(Context context) {
    if (READS.contains(context.method())) {
      return;
    }
    String given = context.header("X-API-Key");
    String authorization = context.header("Authorization");
    if (given == null && authorization != null && authorization.startsWith(BEARER)) {
      given = authorization.substring(BEARER.length());
    }
    byte[] bytes = given == null ? new byte[0] : given.getBytes(StandardCharsets.UTF_8);
    if (!MessageDigest.isEqual(expected, bytes)) {
      throw new Problem(401, "Unauthorized", "Send the API key in X-API-Key or as a bearer token.")
          .header("WWW-Authenticate", "Bearer");
    }
  }
}
