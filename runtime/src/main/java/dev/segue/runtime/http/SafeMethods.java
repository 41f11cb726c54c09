// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.Set;
import org.eclipse.jetty.server.Request;

/** Methods that change nothing (RFC 9110, section 9.2.1). */
final class SafeMethods {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

  private SafeMethods() {}

  static boolean has(Request request) {
    return SAFE.contains(request.getMethod());
  }
}
