// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.runtime.http.Problem;
import dev.segue.runtime.http.RequestText;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;

/**
 * The parts of an upload.
 *
 * @param metadata JSON
 * @param audio the file, which the server holds on disk until the request ends
 */
record Upload(String metadata, UploadedFile audio) {
  /**
   * Reads the parts {@code metadata} and {@code audio}.
   *
   * @param maxMetadataBytes the most that the metadata may have
   * @throws Problem of status 413 if they are larger than the server takes
   */
  static Upload of(Context context, int maxMetadataBytes) throws BadInput, IOException {
    UploadedFile audio;
    Part metadata;
    try {
      audio = context.uploadedFile("audio");
      metadata = context.req().getPart("metadata");
    } catch (Exception e) {
      // Javalin is Kotlin, which throws Jetty's checked exceptions without declaring them.
      throw refused(e);
    }
    if (audio == null) {
      throw new BadInput("the part 'audio' is missing; send the audio as a file");
    }
    if (metadata == null) {
      throw new BadInput("the part 'metadata' is missing; send the track's metadata as JSON");
    }
    return new Upload(text(metadata, maxMetadataBytes), audio);
  }

  // curl's -F metadata=@file makes the part a file, a browser's form makes it a field; its bytes
  // are the same.
  private static String text(Part metadata, int maxBytes) throws IOException {
    RequestText.checkCharset(metadata.getContentType());
    try (InputStream bytes = metadata.getInputStream()) {
      return RequestText.read(bytes, maxBytes, "The metadata", "ingest.max-track-bytes");
    }
  }

  // Jetty tells a body that is too large only by the words of its exception.
  private static RuntimeException refused(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof UnsupportedCharsetException
        || cause instanceof IllegalCharsetNameException) {
      return new Problem(
          415,
          "Unsupported Media Type",
          "The charset of a part is '" + reason + "'; send it as UTF-8.");
    }
    if (reason.contains("exceeded")) {
      return new Problem(
          413, "Content Too Large", "The upload is larger than this server takes: " + reason);
    }
    // Jetty closes the connection when a form breaks off.
    return new Problem(
            400, "Bad Request", "The body is not readable as multipart/form-data: " + reason)
        .header("Connection", "close");
  }
}
