// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers what may not pass before anything of its body is read. */
final class Gate extends Handler.Wrapper {
  private final List<Check> checks;

  Gate(List<Check> checks) {
    this.checks = checks;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    for (Check check : checks) {
      Optional<Problem> problem = check.problem(request);
      if (problem.isPresent()) {
        Problems.write(problem.get(), response, callback);
        return true;
      }
    }
    return super.handle(request, response, callback);
  }
}
