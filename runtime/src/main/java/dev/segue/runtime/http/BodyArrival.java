// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One body on its way; ends as a whole request or as a problem. */
final class BodyArrival implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BodyArrival.class);
  // Kestrel, too, gives a body five seconds before it looks at the rate.
  private static final long GRACE_MS = 5_000;
  private static final long INTERVAL_MS = 1_000;

  private final BodyReader reader;
  private final Request request;
  private final Response response;
  private final Callback callback;
  private final long limit;
  private final HeldBody body;
  private final long begin = NanoTime.now();
  private boolean watched;
  private boolean done;

  BodyArrival(
      BodyReader reader, Request request, Response response, Callback callback, long limit) {
    this.reader = reader;
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.limit = limit;
    this.body = reader.newBody();
    Request.addCompletionListener(request, failure -> body.close());
  }

  /** Takes what has come; Jetty calls this again when there is more. */
  @Override
  public void run() {
    if (takeAll()) {
      pass();
    }
  }

  /** True once the body is whole. */
  private synchronized boolean takeAll() {
    while (!done) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        watch();
        request.demand(this);
        return false;
      }
      if (Content.Chunk.isFailure(chunk)) {
        refuse(unreadable(chunk.getFailure()));
        return false;
      }
      boolean last = chunk.isLast();
      Problem problem = keep(chunk);
      chunk.release();
      if (problem != null) {
        refuse(problem);
        return false;
      }
      if (last) {
        done = true;
        return true;
      }
    }
    return false;
  }

  private Problem keep(Content.Chunk chunk) {
    if (body.length() + chunk.remaining() > limit) {
      return BodyReader.tooLarge(limit);
    }
    try {
      return body.add(chunk.getByteBuffer())
          ? null
          : Problems.of(
                  503,
                  "The server holds as many bytes of requests as it may (http.max-held-bytes).")
              .header("Retry-After", "1");
    } catch (IOException e) {
      LOG.warn("cannot write a request body to a temporary file: {}", e.toString());
      return Problems.of(507, "The server has no room on its disk for the body.")
          .header("Retry-After", "60");
    }
  }

  private void pass() {
    try {
      Request whole =
          new HeldRequest(
              request, body.content(request.getComponents().getByteBufferPool()), body.length());
      if (!reader.pass(whole, response, callback)) {
        Problems.write(Problems.of(404, "There is nothing here."), response, callback);
      }
    } catch (Throwable e) {
      failed(e);
    }
  }

  /**
   * A client that left while it was answered has completed the request; there is nobody to tell.
   */
  private void failed(Throwable e) {
    try {
      Response.writeError(request, response, callback, e);
    } catch (IllegalStateException completed) {
      LOG.debug("the request was over when it failed", e);
    }
  }

  private void watch() {
    if (!watched) {
      watched = true;
      scheduleCheck(GRACE_MS);
    }
  }

  private void scheduleCheck(long millis) {
    var unused =
        request
            .getComponents()
            .getScheduler()
            .schedule(this::checkRate, millis, TimeUnit.MILLISECONDS);
  }

  private synchronized void checkRate() {
    if (done) {
      return;
    }
    long expected = reader.minRate() * NanoTime.millisSince(begin) / 1000;
    if (body.length() < expected) {
      refuse(
          Problems.of(
              408,
              "The body comes slower than "
                  + reader.minRate()
                  + " bytes/s (http.min-body-rate); send it again."));
    } else {
      scheduleCheck(INTERVAL_MS);
    }
  }

  private void refuse(Problem problem) {
    done = true;
    body.close();
    Problems.write(problem, response, callback);
  }

  private static Problem unreadable(Throwable failure) {
    int status = failure instanceof HttpException http ? http.getCode() : 400;
    String reason = failure instanceof HttpException http ? http.getReason() : null;
    return Problems.of(
        status,
        "The body is not readable" + (reason == null ? "" : ": " + reason) + "; send it again.");
  }
}
