// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.Set;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Bounds the threads that requests take, so that some are always left for reading requests and for
 * the questions about the process itself, which need no slot. A slot is free again when the request
 * gives its thread back, which an event stream does at once.
 */
final class RequestSlots extends Handler.Wrapper {
  /** Routes about the process itself. */
  static final Set<String> OPERATIONS = Set.of("/livez", "/readyz", "/metrics");

  private final Semaphore free;

  RequestSlots(int slots) {
    this.free = new Semaphore(slots);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (OPERATIONS.contains(Request.getPathInContext(request))) {
      return super.handle(request, response, callback);
    }
    if (!free.tryAcquire()) {
      Problem problem =
          Problems.of(503, "As many requests are under way as may be (http.max-requests).")
              .header("Retry-After", "1");
      Problems.write(problem, response, callback);
      return true;
    }
    try {
      return super.handle(request, response, callback);
    } finally {
      free.release();
    }
  }
}
