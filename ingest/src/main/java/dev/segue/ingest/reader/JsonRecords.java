// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.Optional;
import java.util.Set;

/**
 * The objects of a JSON text that is read as it comes: of an array, of the array in an object that
 * wraps it, or one after the other. Only the current one is held.
 */
final class JsonRecords implements Records {
  /** The fields under which exports keep their plays. */
  private static final Set<String> WRAPPERS = Set.of("listens", "scrobbles");

  /** The fields in which a wrapping object says whose plays they are. */
  private static final Set<String> OWNERS = Set.of("user", "user_id", "user_name", "username");

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonParser parser;
  private boolean inArray;
  private long number;
  private String text = "";
  private String problem;
  private String owner;

  JsonRecords(InputStream in) throws IOException {
    this.parser = JSON.createParser(in);
  }

  /**
   * Whether a JSON text that begins like this has to be read as a whole, because its records are
   * not lines.
   */
  static boolean isNeededFor(byte[] head) {
    try (JsonParser parser = JSON.createParser(head)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return true;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (isWrapper(name, value)) {
          return true;
        }
        parser.skipChildren();
      }
      return parser.currentLocation().getLineNr() > 1;
    } catch (IOException e) {
      // Broken, or longer than the head: lines can be rejected one by one.
      return false;
    }
  }

  private static boolean isWrapper(String name, JsonToken value) {
    return (value == JsonToken.START_ARRAY && WRAPPERS.contains(name))
        || (value == JsonToken.START_OBJECT && name.equals("payload"));
  }

  @Override
  public boolean next() throws IOException {
    try {
      return advance();
    } catch (JsonEOFException e) {
      throw (EOFException) new EOFException().initCause(e);
    } catch (JsonProcessingException e) {
      throw new IOException(
          "line " + e.getLocation().getLineNr() + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private boolean advance() throws IOException {
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token == JsonToken.END_ARRAY) {
        inArray = false;
      } else if (inArray) {
        take(token);
        return true;
      } else if (token == JsonToken.START_ARRAY) {
        inArray = true;
      } else if (token == JsonToken.FIELD_NAME) {
        enterOrSkip(parser.currentName(), parser.nextToken());
      }
    }
    if (number == 0) {
      throw new IOException("it holds no record");
    }
    return false;
  }

  private void enterOrSkip(String name, JsonToken value) throws IOException {
    if (isWrapper(name, value)) {
      inArray = value == JsonToken.START_ARRAY;
      return;
    }
    if (OWNERS.contains(name) && value == JsonToken.VALUE_STRING) {
      owner = parser.getText();
    }
    parser.skipChildren();
  }

  private void take(JsonToken token) throws IOException {
    number++;
    StringWriter record = new StringWriter();
    boolean tooLong = false;
    int depth = 0;
    try (JsonGenerator copy = JSON.createGenerator(record)) {
      for (JsonToken t = token; ; t = parser.nextToken()) {
        if (t == null) {
          throw new JsonEOFException(parser, null, "the text ends within a record");
        }
        depth += t.isStructStart() ? 1 : t.isStructEnd() ? -1 : 0;
        if (!tooLong) {
          copy.copyCurrentEvent(parser);
          copy.flush();
          tooLong = record.getBuffer().length() > ListeningLog.MAX_LINE_BYTES;
        }
        if (depth == 0) {
          break;
        }
      }
      copy.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    }
    text = record.toString();
    problem = problem(token, tooLong);
  }

  private static String problem(JsonToken token, boolean tooLong) {
    if (tooLong) {
      return "longer than " + ListeningLog.MAX_LINE_BYTES + " characters";
    }
    return token == JsonToken.START_OBJECT ? null : "not a JSON object";
  }

  /** Whose plays these are, where an object around them says it. */
  Optional<String> owner() {
    return Optional.ofNullable(owner);
  }

  @Override
  public long number() {
    return number;
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
  }
}
