// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.server.Request;

/**
 * Refuses text that would be read as other characters than were meant: a body that says that it is
 * not UTF-8, and a query that is not percent-encoded UTF-8.
 */
final class Utf8Only implements Check {
  private static final Set<String> UTF_8 = Set.of("utf-8", "utf8", "us-ascii");

  @Override
  public Optional<Problem> problem(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return (isText(type) ? charsetProblem(type) : Optional.<Problem>empty())
        .or(() -> queryProblem(request.getHttpURI().getQuery()));
  }

  // Audio has no characters; file(1) gives it "charset=binary".
  private static boolean isText(String type) {
    return type != null
        && !type.startsWith("audio/")
        && !type.startsWith("application/octet-stream");
  }

  /** Why text of this media type is not read; empty if it is UTF-8 or does not say. */
  static Optional<Problem> charsetProblem(String contentType) {
    String charset = contentType == null ? null : MimeTypes.getCharsetFromContentType(contentType);
    if (charset == null || UTF_8.contains(charset.strip().toLowerCase(Locale.ROOT))) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            415,
            "Unsupported Media Type",
            "The charset of the body is '" + charset + "'; send it as UTF-8."));
  }

  private static Optional<Problem> queryProblem(String query) {
    if (query == null || isPercentEncodedUtf8(query)) {
      return Optional.empty();
    }
    return Optional.of(
        new Problem(
            400,
            "Bad Request",
            "The query is not UTF-8 in percent-encoding; encode '%' itself as %25."));
  }

  private static boolean isPercentEncodedUtf8(String query) {
    byte[] decoded = new byte[query.length()];
    int length = 0;
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c == '%') {
        int value = i + 2 < query.length() ? hex(query, i + 1) : -1;
        if (value < 0) {
          return false;
        }
        decoded[length++] = (byte) value;
        i += 2;
      } else if (c < 0x80) {
        decoded[length++] = (byte) c;
      } else {
        return false;
      }
    }
    return isUtf8(decoded, length);
  }

  private static int hex(String text, int at) {
    int high = Character.digit(text.charAt(at), 16);
    int low = Character.digit(text.charAt(at + 1), 16);
    return high < 0 || low < 0 ? -1 : 16 * high + low;
  }

  private static boolean isUtf8(byte[] bytes, int length) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes, 0, length));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
