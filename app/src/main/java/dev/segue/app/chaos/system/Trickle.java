// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests whose bodies come a byte at a time and never end: a slow-body attack. */
public final class Trickle implements AutoCloseable {
  private static final byte[] HEAD =
      """
      POST /v1/plays HTTP/1.1
      Host: 127.0.0.1
      Content-Type: application/json
      Content-Length: 100000

      """
          .replace("\n", "\r\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final List<Socket> sockets = new ArrayList<>();

  private Trickle() {}

  /** Begins so many requests; fewer where the server does not take them. */
  public static Trickle open(int port, int requests) {
    Trickle trickle = new Trickle();
    for (int i = 0; i < requests; i++) {
      try {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        trickle.sockets.add(socket);
        socket.getOutputStream().write(HEAD);
      } catch (IOException e) {
        // The server is down or has had enough: both are its right.
      }
    }
    return trickle;
  }

  /** One byte more on each connection that is still open. */
  public void drop() {
    for (Socket socket : sockets) {
      try {
        socket.getOutputStream().write(' ');
      } catch (IOException e) {
        // The server has had enough of this one.
      }
    }
  }

  @Override
  public void close() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone already.
      }
    }
  }
}
