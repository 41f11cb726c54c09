// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP server that says exactly what a test wants, also what no proper server would say. */
final class TestServer implements AutoCloseable {
  private final ServerSocket socket;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Answer answer;

  /** What was asked; names of headers are in lower case. */
  record Request(String path, Map<String, String> headers) {
    /** The first byte wanted. */
    int from() {
      String range = headers.getOrDefault("range", "bytes=0-");
      return Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }
  }

  /** Writes the whole answer, status line included; the connection is closed after it. */
  interface Answer {
    void to(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  TestServer(Answer answer) throws IOException {
    this.answer = answer;
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  void answers(Answer other) {
    answer = other;
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort() + path);
  }

  List<Request> requests() {
    return requests;
  }

  /** Serves a file as a good server does. */
  static Answer file(byte[] bytes, String tag) {
    return (request, out) -> {
      boolean same = request.headers().getOrDefault("if-range", tag).equals(tag);
      int from = same ? request.from() : 0;
      if (from >= bytes.length) {
        head(out, "416 Range Not Satisfiable", "Content-Range: bytes */" + bytes.length);
        return;
      }
      String length = "Content-Length: " + (bytes.length - from);
      if (from == 0) {
        head(out, "200 OK", length, "ETag: " + tag);
      } else {
        head(out, "206 Partial Content", length, "ETag: " + tag, range(from, bytes.length));
      }
      out.write(bytes, from, bytes.length - from);
    };
  }

  /**
   * The same, but every connection breaks after some bytes.
   *
   * @param part where they have to be before it does: a client may lose what it has not read
   */
  static Answer breakingAfter(int count, byte[] bytes, String tag, Path part) {
    return (request, out) -> {
      file(bytes, tag).to(request, new BreakingStream(out, count));
      out.flush();
      await(part, Math.min(request.from() + count, bytes.length));
    };
  }

  /** Waits until a file has so many bytes, but not for ever. */
  static void await(Path file, long length) throws IOException, InterruptedException {
    for (int i = 0; i < 6000 && (!Files.exists(file) || Files.size(file) < length); i++) {
      Thread.sleep(10);
    }
  }

  static String range(int from, int total) {
    return "Content-Range: bytes %d-%d/%d".formatted(from, total - 1, total);
  }

  static void head(OutputStream out, String status, String... headers) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nConnection: close\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private void serve() {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread thread = new Thread(() -> serve(client), "test-server-connection");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // The test is over.
      return;
    }
  }

  private void serve(Socket client) {
    try (client) {
      Request request = read(client);
      requests.add(request);
      answer.to(request, client.getOutputStream());
    } catch (IOException | InterruptedException e) {
      // The client hung up.
      return;
    }
  }

  private static Request read(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
    String[] first = String.valueOf(in.readLine()).split(" ", 3);
    if (first.length != 3) {
      throw new IOException("no request");
    }
    Map<String, String> headers = new TreeMap<>();
    for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
      String[] pair = line.split(":", 2);
      headers.put(pair[0].toLowerCase(Locale.ROOT), pair[1].strip());
    }
    return new Request(first[1], headers);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Lets the head and some bytes of the body through. */
  private static final class BreakingStream extends OutputStream {
    private final OutputStream out;
    private final int most;

    BreakingStream(OutputStream out, int most) {
      this.out = out;
      this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
      throw new IOException("not used");
    }

    /** The head comes in one piece, the body in another with an offset. */
    @Override
    public void write(byte[] bytes) throws IOException {
      out.write(bytes);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, Math.min(most, length));
    }
  }
}
