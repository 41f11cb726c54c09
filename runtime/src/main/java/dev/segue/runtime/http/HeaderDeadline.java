// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections on which the headers of a request take too long. Jetty's idle timeout begins
 * again with every byte.
 */
final class HeaderDeadline extends AbstractLifeCycle implements Connection.Listener {
  private static final long INTERVAL_MS = 500;

  private final Set<HttpConnection> connections = ConcurrentHashMap.newKeySet();
  private final Scheduler scheduler;
  private final Duration timeout;

  HeaderDeadline(Scheduler scheduler, Duration timeout) {
    this.scheduler = scheduler;
    this.timeout = timeout;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof HttpConnection http) {
      connections.add(http);
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof HttpConnection http) {
      connections.remove(http);
    }
  }

  @Override
  protected void doStart() {
    scheduleSweep();
  }

  private void scheduleSweep() {
    var unused = scheduler.schedule(this::sweep, INTERVAL_MS, TimeUnit.MILLISECONDS);
  }

  private void sweep() {
    if (!isRunning() && !isStarting()) {
      return;
    }
    for (HttpConnection connection : connections) {
      if (isLate(connection.getParser())) {
        connection.getEndPoint().close();
      }
    }
    scheduleSweep();
  }

  private boolean isLate(HttpParser parser) {
    // START: idle between two requests.
    return parser.inHeaderState()
        && !parser.isState(HttpParser.State.START)
        && NanoTime.millisSince(parser.getBeginNanoTime()) > timeout.toMillis();
  }
}
