// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code segue up} in a process of its own, that can be killed and started again. */
final class SegueProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);

  private final Path data;
  private final int brokerPort = freePort();
  private final int httpPort = freePort();
  private final List<String> settings;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private Process process;

  SegueProcess(Path data, String... settings) {
    this.data = data;
    this.settings = List.of(settings);
  }

  String bootstrapServers() {
    return "127.0.0.1:" + brokerPort;
  }

  /** Where its page and its API are. */
  String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  /** Starts it and returns when it says that it is ready. */
  void start() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx512m",
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                Segue.class.getName(),
                "up",
                "--data",
                data.toString(),
                "--set",
                "broker.port=" + brokerPort,
                "--set",
                "http.port=" + httpPort));
    settings.forEach(setting -> command.addAll(List.of("--set", setting)));
    process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(data.resolveSibling("up.log").toFile()))
            .start();
    long deadline = System.nanoTime() + START.toNanos();
    while (!isReady()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException("segue up did not get ready; see up.log");
      }
      Thread.sleep(100);
    }
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the process outlived SIGKILL");
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/readyz"))
              .timeout(Duration.ofSeconds(5))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
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
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
