// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Writes problem details where Jetty answers, before or without a route of Javalin's. */
final class Problems extends ErrorHandler {
  static final String TYPE = "application/problem+json";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A problem whose title is that of its status in the standards. */
  static Problem of(int status, String detail) {
    // Jetty still has the name of RFC 7231.
    String title = status == 413 ? "Content Too Large" : HttpStatus.getMessage(status);
    return new Problem(status, title, detail);
  }

  /** Answers and closes the connection, since the rest of the request is not read. */
  static void write(Problem problem, Response response, Callback callback) {
    response.reset();
    response.setStatus(problem.status());
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    problem.headers().forEach((name, value) -> response.getHeaders().put(name, value));
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, TYPE);
    response.write(true, ByteBuffer.wrap(json(problem)), callback);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    write(of(status, detail(request, status)), response, callback);
    return true;
  }

  private static String detail(Request request, int status) {
    if (HttpStatus.isServerError(status)) {
      return "The server failed; its log says why.";
    }
    Object message = request.getAttribute(ERROR_MESSAGE);
    return message == null ? HttpStatus.getMessage(status) : message + ".";
  }

  private static byte[] json(Problem problem) {
    try {
      return JSON.writeValueAsBytes(problem.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a problem as JSON", e);
    }
  }
}
