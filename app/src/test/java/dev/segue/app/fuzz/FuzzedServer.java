// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.fuzz;

import dev.segue.app.Segue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** {@code segue up} in a process of its own, with a bounded heap. */
final class FuzzedServer implements AutoCloseable {
  private final Path log;
  private final int port = freePort();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;

  FuzzedServer(Path folder, String heap) throws IOException {
    log = folder.resolve("up.log");
    process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx" + heap,
                "-XX:+ExitOnOutOfMemoryError",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Segue.class.getName(),
                "up",
                "--data",
                folder.resolve("data").toString(),
                "--set",
                "broker.port=" + freePort(),
                "--set",
                "http.port=" + port,
                "--set",
                "trainer.interval=PT0S")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(log.toFile())
            .start();
  }

  void awaitReady(Duration timeout) {
    Awaitility.await()
        .atMost(timeout)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(IOException.class)
        .failFast("segue up ended", () -> !process.isAlive())
        .until(() -> get("/readyz").statusCode() == 200);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  List<String> log() throws IOException {
    return Files.readAllLines(log, StandardCharsets.UTF_8);
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
