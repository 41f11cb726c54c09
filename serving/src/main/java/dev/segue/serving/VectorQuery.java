// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.segue.runtime.http.Problem;
import dev.segue.runtime.http.RequestText;
import dev.segue.schemas.Vectors;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

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
  private static final int USUAL_LIMIT = 10;
  // Jukebox has 4,800 dimensions, the most of our backbones; 24 characters hold any double.
  private static final int MAX_DIMENSION = 16_384;
  private static final int MAX_BYTES = 512 * 1024;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2)
                  .maxNameLength(64)
                  .maxNumberLength(64)
                  .maxStringLength(1024)
                  .build())
          .build();

  /**
   * Reads a request.
   *
   * @throws Problem of status 400, 413 or 415 if it is not such a question
   */
  static VectorQuery of(Context context, int most) {
    if (!context.isJson()) {
      throw new Problem(415, "Unsupported Media Type", "Send the body as application/json.");
    }
    String text = RequestText.body(context, MAX_BYTES, "512 KiB for a vector");
    try (JsonParser parser = JSON.createParser(text)) {
      return read(parser, most);
    } catch (IOException e) {
      throw bad("The body is not JSON: " + message(e));
    }
  }

  private static VectorQuery read(JsonParser parser, int most) throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw bad("The body must be a JSON object.");
    }
    float[] vector = null;
    Optional<String> backbone = Optional.empty();
    Optional<String> revision = Optional.empty();
    int limit = USUAL_LIMIT;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "vector" -> vector = vector(parser);
        case "backbone" -> backbone = Optional.of(text(parser, name));
        case "revision" -> revision = Optional.of(text(parser, name));
        case "limit" -> limit = limit(parser, most);
        default ->
            throw bad(
                "'"
                    + name
                    + "' is not a field of this request; it has vector, backbone, revision, limit");
      }
    }
    if (parser.nextToken() != null) {
      throw bad("The body has more than one JSON object.");
    }
    if (vector == null) {
      throw noVector();
    }
    return new VectorQuery(vector, backbone, revision, limit);
  }

  private static float[] vector(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      throw noVector();
    }
    float[] vector = new float[512];
    int dimension = 0;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!parser.currentToken().isNumeric()) {
        throw bad("vector has at place " + dimension + " something that is not a number");
      }
      if (dimension == MAX_DIMENSION) {
        throw bad("vector has more than " + MAX_DIMENSION + " numbers");
      }
      if (dimension == vector.length) {
        vector = Arrays.copyOf(vector, 2 * dimension);
      }
      vector[dimension++] = parser.getFloatValue();
    }
    if (dimension == 0) {
      throw noVector();
    }
    return usable(Arrays.copyOf(vector, dimension));
  }

  private static float[] usable(float[] vector) {
    Vectors.problem(vector)
        .ifPresent(
            problem -> {
              throw bad(problem);
            });
    return vector;
  }

  private static String text(JsonParser parser, String field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw bad(field + " must be a text, as POST /v1/embeddings answers it");
    }
    return parser.getText();
  }

  private static int limit(JsonParser parser, int most) throws IOException {
    String text = parser.getText();
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && text.length() < 10) {
      int limit = parser.getIntValue();
      if (limit >= 1 && limit <= most) {
        return limit;
      }
    }
    throw bad("limit is " + text + "; set it to a number from 1 to " + most);
  }

  private static Problem noVector() {
    return bad("vector must be a list of numbers, as POST /v1/embeddings answers it");
  }

  private static String message(IOException e) {
    return e instanceof com.fasterxml.jackson.core.JsonProcessingException json
        ? json.getOriginalMessage()
        : e.getMessage();
  }

  private static Problem bad(String why) {
    return new Problem(400, "Bad Request", why);
  }
}
