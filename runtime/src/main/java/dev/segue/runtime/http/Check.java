// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Looks at the line and the headers of a request before its body is read. */
@FunctionalInterface
interface Check {
  /** Why the request is not answered; empty if it may pass. */
  Optional<Problem> problem(Request request);
}
