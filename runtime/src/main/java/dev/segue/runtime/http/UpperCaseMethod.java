// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/**
 * Refuses methods with lower-case letters. Methods are case-sensitive (RFC 9110, section 9.1), and
 * those of HTTP are in upper case; Javalin would route "get" as GET, and Jetty fail to serve it.
 */
final class UpperCaseMethod implements Check {
  @Override
  public Optional<Problem> problem(Request request) {
    String method = request.getMethod();
    String upper = method.toUpperCase(Locale.ROOT);
    return method.equals(upper)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                400,
                "Bad Request",
                "The method is '" + method + "'; methods are case-sensitive: write " + upper));
  }
}
