// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.runtime.http.HttpSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Notices taken ports before anything starts. */
final class Ports {
  private Ports() {}

  /**
   * Checks where the HTTP server, which starts last, is to listen.
   *
   * @throws UserError if something else does, or the host is none of this machine
   */
  static void requireFree(HttpSettings http) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getAllByName(http.host())[0], http.port()));
    } catch (IOException e) {
      throw new UserError(
          "cannot listen on %s:%d (%s); set http.port to a free port, or to 0 for any, and http.host"
                  .formatted(http.host(), http.port(), e.getMessage())
              + " to an address of this machine",
          e);
    }
  }

  /** What to do about a port of the broker that is taken. */
  static UserError taken(BindException e) {
    return new UserError(
        "the Kafka broker cannot listen (%s); set broker.port to a free port, or to 0 for any"
            .formatted(e.getMessage()),
        e);
  }
}
