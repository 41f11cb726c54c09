// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** A request whose whole body has arrived, so that no thread waits for the client to send it. */
final class HeldRequest extends Request.Wrapper {
  private final Content.Source content;
  private final long length;

  HeldRequest(Request request, Content.Source content, long length) {
    super(request);
    this.content = content;
    this.length = length;
  }

  @Override
  public long getLength() {
    return length;
  }

  @Override
  public Content.Chunk read() {
    return content.read();
  }

  @Override
  public void demand(Runnable demandCallback) {
    content.demand(demandCallback);
  }

  @Override
  public void fail(Throwable failure) {
    content.fail(failure);
  }

  @Override
  public boolean consumeAvailable() {
    return getWrapped().consumeAvailable();
  }
}
