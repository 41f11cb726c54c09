// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Waits for the whole body of a request before anything else is done with it. No thread waits:
 * Jetty calls back when bytes have come. So slow clients cost a connection each, and every limit
 * that is taken behind this handler is taken for work and not for waiting.
 */
final class BodyReader extends Handler.Wrapper {
  private final HttpSettings settings;
  private final HeldBytes budget;

  BodyReader(HttpSettings settings) {
    this.settings = settings;
    this.budget = new HeldBytes(settings.maxHeldBytes());
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    long limit = limit(request);
    if (request.getLength() > limit) {
      Problems.write(tooLarge(limit), response, callback);
      return true;
    }
    new BodyArrival(this, request, response, callback, limit).run();
    return true;
  }

  /** Hands over a request that has come whole. */
  boolean pass(Request request, Response response, Callback callback) throws Exception {
    return super.handle(request, response, callback);
  }

  HeldBody newBody() {
    return new HeldBody(budget);
  }

  /** Bytes per second that a client has to send. */
  long minRate() {
    return settings.minBodyRate();
  }

  static Problem tooLarge(long limit) {
    return Problems.of(
        413,
        "The body is larger than "
            + limit
            + " bytes; send less, or set http.max-body-bytes, for audio http.max-upload-bytes.");
  }

  private long limit(Request request) {
    String type = String.valueOf(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
    String family = type.toLowerCase(Locale.ROOT);
    boolean audio =
        family.startsWith("multipart/form-data")
            || family.startsWith("audio/")
            || family.startsWith("application/octet-stream");
    return audio ? settings.maxUploadBytes() + settings.maxBodyBytes() : settings.maxBodyBytes();
  }
}
