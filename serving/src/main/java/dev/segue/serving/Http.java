// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.runtime.http.Problem;
import dev.segue.schemas.Ids;
import io.javalin.http.Context;

/** What all endpoints need: parameters in, JSON out. */
final class Http {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Http() {}

  /**
   * An id from the path.
   *
   * @throws Problem of status 400 if it cannot be one
   */
  static String id(Context context) {
    String id = context.pathParam("id");
    Ids.problem("the id in the path", id)
        .ifPresent(
            problem -> {
              throw new Problem(400, "Bad Request", problem);
            });
    return id;
  }

  /**
   * The query parameter {@code limit}.
   *
   * @throws Problem of status 400 if it is not a number from 1 to {@code most}
   */
  static int limit(Context context, int fallback, int most) {
    String text = context.queryParam("limit");
    if (text == null) {
      return fallback;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= most) {
        return limit;
      }
    } catch (NumberFormatException notANumber) {
      // Answered below, as a number out of range is.
    }
    throw new Problem(
        400, "Bad Request", "limit is '" + text + "'; set it to a number from 1 to " + most);
  }

  /** A query parameter, empty where it is missing. */
  static String query(Context context, String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  static void answer(Context context, Object body) {
    context.contentType("application/json").header("Cache-Control", "no-store");
    context.result(json(body));
  }

  static String json(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write an answer as JSON", e);
    }
  }
}
