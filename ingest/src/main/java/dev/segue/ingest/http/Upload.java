// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.runtime.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The parts of an upload.
 *
 * @param metadata JSON
 * @param audio the file, which the server holds on disk until the request ends
 */
record Upload(String metadata, UploadedFile audio) {
  private static final int MAX_METADATA_BYTES = 1 << 20;

  /**
   * Reads the parts {@code metadata} and {@code audio}.
   *
   * @throws Problem of status 413 if they are larger than the server takes
   */
  static Upload of(Context context) throws BadInput, IOException {
    UploadedFile audio;
    try {
      audio = context.uploadedFile("audio");
    } catch (Exception e) {
      // Javalin is Kotlin, which throws Jetty's checked exceptions without declaring them.
      throw refused(e);
    }
    if (audio == null) {
      throw new BadInput("the part 'audio' is missing; send the audio as a file");
    }
    return new Upload(metadata(context), audio);
  }

  // curl's -F metadata=@file makes the part a file, a browser's form makes it a field.
  private static String metadata(Context context) throws BadInput, IOException {
    UploadedFile file = context.uploadedFile("metadata");
    String text = context.formParam("metadata");
    if (file != null) {
      try (InputStream bytes = file.content()) {
        text = new String(bytes.readNBytes(MAX_METADATA_BYTES + 1), StandardCharsets.UTF_8);
      }
    }
    if (text == null) {
      throw new BadInput("the part 'metadata' is missing; send the track's metadata as JSON");
    }
    if (text.length() > MAX_METADATA_BYTES) {
      throw new Problem(413, "Content Too Large", "The metadata is larger than 1 MiB.");
    }
    return text;
  }

  // Jetty tells a body that is too large only by the words of its exception.
  private static RuntimeException refused(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = String.valueOf(cause.getMessage());
    if (reason.contains("exceeded")) {
      return new Problem(
          413, "Content Too Large", "The upload is larger than this server takes: " + reason);
    }
    return new Problem(
        400, "Bad Request", "The body is not readable as multipart/form-data: " + reason);
  }
}
