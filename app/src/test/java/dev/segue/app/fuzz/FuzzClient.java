// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Sends a request on a connection of its own and judges the answer. */
final class FuzzClient {
  // Of an answer, or of an event stream that never ends.
  private static final int MAX_ANSWER_BYTES = 1 << 16;
  private static final int DEADLINE_MS = 30_000;

  private final int port;

  FuzzClient(int port) {
    this.port = port;
  }

  /** Why the answer is none that a client may be given; empty if it is. */
  Optional<String> problem(FuzzedRequest request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(DEADLINE_MS);
      send(socket, request);
      return request.leaves() ? Optional.empty() : problem(read(socket));
    } catch (java.net.SocketTimeoutException e) {
      return Optional.of("neither answered nor closed within " + DEADLINE_MS + " ms");
    }
  }

  private static void send(Socket socket, FuzzedRequest request) {
    try {
      socket.getOutputStream().write(Arrays.copyOf(request.bytes(), request.sent()));
      if (request.sent() < request.bytes().length) {
        socket.shutdownOutput();
      }
    } catch (IOException e) {
      // The server refused it before it was sent; the answer says why.
    }
  }

  private static String read(Socket socket) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    InputStream in = socket.getInputStream();
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        answer.write(buffer, 0, n);
        if (answer.size() > MAX_ANSWER_BYTES || isStream(answer)) {
          break;
        }
      }
    } catch (java.net.SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Reset, because the server closed with bytes of the request unread.
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  private static boolean isStream(ByteArrayOutputStream answer) {
    return answer.toString(StandardCharsets.ISO_8859_1).contains("text/event-stream");
  }

  private static Optional<String> problem(String received) {
    String answer =
        received.startsWith("HTTP/1.1 100 ")
            ? received.substring(received.indexOf("\r\n\r\n") + 4)
            : received;
    if (answer.isEmpty()) {
      return Optional.empty();
    }
    if (!answer.startsWith("HTTP/1.1 ")) {
      return Optional.of("no answer of HTTP: " + answer);
    }
    int status = Integer.parseInt(answer.substring(9, 12));
    boolean tryAgain = (status == 503 || status == 507) && answer.contains("\r\nRetry-After:");
    // 501 and 505 are about what the client asked for.
    boolean failed = status >= 500 && !tryAgain && status != 501 && status != 505;
    boolean tells = answer.contains("Exception") || answer.contains("\tat ");
    return failed || (status >= 400 && tells) ? Optional.of(answer) : Optional.empty();
  }
}
