// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.runtime.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A clip in a request: the body itself, or the part {@code file} of a form. */
final class ClipUpload {
  private static final String ANY_BYTES = "application/octet-stream";

  private final long maxBytes;

  ClipUpload(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Refuses with status 415 what is sent as neither audio nor a form. */
  void checkType(Context context) {
    // Not contentType(): Jetty looks for the charset in it, and "binary" of file(1) is none.
    String type = String.valueOf(context.header("Content-Type"));
    if (!context.isMultipartFormData()
        && !type.startsWith("audio/")
        && !type.startsWith(ANY_BYTES)) {
      throw new Problem(
          415,
          "Unsupported Media Type",
          "Send the clip as the body with its audio/* type, or as the part 'file' of"
              + " multipart/form-data.");
    }
  }

  /**
   * Copies the clip to a file.
   *
   * @throws Problem of status 413 if it has too many bytes, 400 if there is none
   */
  void copy(Context context, Path file) throws IOException {
    try (InputStream clip = open(context);
        OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      long size = 0;
      for (int n = clip.read(buffer); n >= 0; n = clip.read(buffer)) {
        size += n;
        if (size > maxBytes) {
          throw tooLarge("more than " + maxBytes + " bytes (embedder.max-request-bytes)");
        }
        out.write(buffer, 0, n);
      }
    }
  }

  private InputStream open(Context context) {
    if (!context.isMultipartFormData()) {
      return context.bodyInputStream();
    }
    UploadedFile part;
    try {
      part = context.uploadedFile("file");
    } catch (Exception e) {
      // Javalin is Kotlin, which throws Jetty's checked exceptions without declaring them.
      throw unreadable(e);
    }
    if (part == null) {
      throw new Problem(
          400, "Bad Request", "The part 'file' is missing; send the clip as a file of that name.");
    }
    return part.content();
  }

  // Jetty tells a body that is too large only by the words of its exception.
  private static Problem unreadable(Exception e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String why = String.valueOf(cause.getMessage());
    return why.contains("exceeded")
        ? tooLarge(why)
        // Jetty closes the connection when a form breaks off.
        : new Problem(400, "Bad Request", "The body is not readable as multipart/form-data: " + why)
            .header("Connection", "close");
  }

  private static Problem tooLarge(String why) {
    return new Problem(
            413, "Content Too Large", "The clip is larger than this server takes: " + why)
        .with("reason", "too-large");
  }
}
