// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer that says what was wrong with a request: problem details for HTTP APIs (RFC 9457).
 * Thrown by a handler, it becomes an {@code application/problem+json} response.
 */
public final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final transient Map<String, Object> members = new LinkedHashMap<>();
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  /**
   * A problem.
   *
   * @param status HTTP status, 400 to 599
   * @param title the kind of problem, the same every time
   * @param detail what was wrong this time and what to do
   */
  public Problem(int status, String title, String detail) {
    super(detail);
    this.status = status;
    this.title = title;
  }

  /** Adds a member to the body, such as the list of bad lines. */
  public Problem with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  /** Adds a response header, such as {@code Retry-After}. */
  public Problem header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** The response headers. */
  public Map<String, String> headers() {
    return headers;
  }

  /** The members of the JSON body. */
  public Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "about:blank");
    body.put("title", title);
    body.put("status", status);
    body.put("detail", getMessage());
    body.putAll(members);
    return body;
  }
}
