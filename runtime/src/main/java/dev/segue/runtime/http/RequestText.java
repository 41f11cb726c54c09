// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Text in a request, read strictly: two different texts never become one. */
public final class RequestText {
  private RequestText() {}

  /**
   * The whole body.
   *
   * @param maxBytes the most that this route takes
   * @param setting names the limit in the answer
   * @throws Problem of status 413 if it is larger, 400 if it is not UTF-8
   */
  public static String body(Context context, int maxBytes, String setting) {
    try (InputStream body = context.bodyInputStream()) {
      return read(body, maxBytes, "The body", setting);
    } catch (IOException e) {
      throw Problems.of(400, "The body is not readable; send it again.");
    }
  }

  /**
   * Text from a stream, which the caller closes.
   *
   * @param what it is, as the subject of a sentence
   * @throws Problem of status 413 if it is larger than {@code maxBytes}, 400 if it is not UTF-8
   */
  public static String read(InputStream in, int maxBytes, String what, String setting)
      throws IOException {
    byte[] bytes = in.readNBytes(maxBytes);
    if (bytes.length == maxBytes && in.read() >= 0) {
      throw Problems.of(
          413, what + " is larger than " + maxBytes + " bytes (" + setting + "); send less.");
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Problems.of(400, what + " is not UTF-8; send it as UTF-8.");
    }
  }

  /**
   * Checks the media type of a part of a form.
   *
   * @throws Problem of status 415 if it names another charset than UTF-8
   */
  public static void checkCharset(String contentType) {
    Utf8Only.charsetProblem(contentType)
        .ifPresent(
            problem -> {
              throw problem;
            });
  }
}
