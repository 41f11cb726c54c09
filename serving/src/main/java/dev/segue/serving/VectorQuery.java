// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.runtime.http.Problem;
import dev.segue.schemas.Vectors;
import io.javalin.http.Context;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * The body of a question for what is near a vector.
 *
 * @param vector as the embedder answered it
 * @param backbone that made it; empty for the first of this server
 * @param revision of the backbone, as the embedder answered it; empty: not said
 * @param limit how many tracks are wanted
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record VectorQuery(
    float[] vector, Optional<String> backbone, Optional<String> revision, int limit) {
  private static final Set<String> FIELDS = Set.of("vector", "backbone", "revision", "limit");
  private static final int USUAL_LIMIT = 10;

  /**
   * Reads a request.
   *
   * @throws Problem of status 400 if it is not such a question
   */
  static VectorQuery of(Context context, int most) {
    JsonNode body = Http.body(context);
    for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!FIELDS.contains(name)) {
        throw bad(
            "'"
                + name
                + "' is not a field of this request; it has vector, backbone, revision, limit");
      }
    }
    return new VectorQuery(
        vector(body.path("vector")),
        text(body, "backbone"),
        text(body, "revision"),
        limit(body.path("limit"), most));
  }

  private static Optional<String> text(JsonNode body, String field) {
    JsonNode value = body.path(field);
    if (!value.isMissingNode() && !value.isTextual()) {
      throw bad(field + " must be a text, as POST /v1/embeddings answers it");
    }
    return Optional.ofNullable(value.textValue());
  }

  private static float[] vector(JsonNode values) {
    if (!values.isArray() || values.isEmpty()) {
      throw bad("vector must be a list of numbers, as POST /v1/embeddings answers it");
    }
    float[] vector = new float[values.size()];
    for (int i = 0; i < vector.length; i++) {
      if (!values.get(i).isNumber()) {
        throw bad("vector has at place " + i + " something that is not a number");
      }
      vector[i] = values.get(i).floatValue();
    }
    Vectors.problem(vector)
        .ifPresent(
            problem -> {
              throw bad(problem);
            });
    return vector;
  }

  private static int limit(JsonNode limit, int most) {
    if (limit.isMissingNode()) {
      return USUAL_LIMIT;
    }
    if (!limit.isInt() || limit.intValue() < 1 || limit.intValue() > most) {
      throw bad("limit is " + limit + "; set it to a number from 1 to " + most);
    }
    return limit.intValue();
  }

  private static Problem bad(String why) {
    return new Problem(400, "Bad Request", why);
  }
}
