// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.pipeline;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The {@code multipart/form-data} body of an upload (RFC 7578): metadata and an audio file. */
public final class MultipartBody {
  private static final String BOUNDARY = "segue-upload-boundary";

  private MultipartBody() {}

  /** The value of the header {@code Content-Type}. */
  public static String contentType() {
    return "multipart/form-data; boundary=" + BOUNDARY;
  }

  /**
   * The body.
   *
   * @param metadata JSON
   * @param fileName the name of the audio file; without quotes
   */
  public static byte[] of(String metadata, String fileName, byte[] audio) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(audio.length + 1024);
    byte[] json = metadata.getBytes(StandardCharsets.UTF_8);
    part(body, "name=\"metadata\"", "application/json", json);
    part(body, "name=\"audio\"; filename=\"" + fileName + '"', "audio/wav", audio);
    body.writeBytes(("--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private static void part(
      ByteArrayOutputStream body, String disposition, String type, byte[] bytes) {
    String head =
        "--%s\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n"
            .formatted(BOUNDARY, disposition, type);
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(bytes);
    body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
  }
}
