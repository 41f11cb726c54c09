// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import dev.segue.app.Segue;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * {@code segue up} in a process of its own, with the flags of this JVM, that can be killed, paused
 * and started again. It keeps its ports. Whoever has it closes it; it would outlive this JVM.
 */
public final class ChildProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);
  private static final long POLL_MS = 50;
  private static final long END_SECONDS = 60;
  // Under the ephemeral ports of Linux (32768) and of macOS and Windows (49152): a client that
  // tries
  // to connect while the process is down may otherwise be given the very port as its own.
  private static final int LOWEST_PORT = 15_000;
  private static final int HIGHEST_PORT = 30_000;

  private final Path data;
  private final Path log;
  private final int brokerPort = freePort();
  private final int httpPort = freePort();
  private final Map<String, String> settings;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
  private volatile Process process;
  private volatile boolean closed;
  private volatile Duration longestStart = Duration.ZERO;

  /**
   * Does not start it yet.
   *
   * @param data its data folder
   * @param log the file that its log lines are added to
   * @param settings what to set but for the ports
   */
  public ChildProcess(Path data, Path log, Map<String, String> settings) {
    this.data = data;
    this.log = log;
    this.settings = new TreeMap<>(settings);
  }

  /** Where its broker is. */
  public String bootstrapServers() {
    return "127.0.0.1:" + brokerPort;
  }

  /** Where its HTTP server is. */
  public int httpPort() {
    return httpPort;
  }

  /** The file that its log lines go to. */
  public Path log() {
    return log;
  }

  /**
   * Starts it and returns when it says that it is ready.
   *
   * @throws IllegalStateException if it ends or is not ready in time
   */
  public void start() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Files.createDirectories(data);
    ProcessBuilder builder =
        new ProcessBuilder(command())
            .directory(data.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    // All that it is told stands in its command line.
    builder.environment().keySet().removeIf(name -> name.startsWith("SEGUE_"));
    if (closed) {
      throw new IllegalStateException("the run was stopped");
    }
    process = builder.start();
    if (!awaitReady(START)) {
      throw new IllegalStateException(
          (process.isAlive()
                  ? "segue up is not ready after " + START.toMinutes() + " min"
                  : "segue up ended")
              + "; its log is "
              + log);
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    longestStart = took.compareTo(longestStart) > 0 ? took : longestStart;
  }

  /** Waits until it is ready; false if it ended or is not ready in time. */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isReady()) {
      if (closed || !process.isAlive() || System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(POLL_MS);
    }
    return true;
  }

  /** {@code kill -9}. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the process outlived SIGKILL");
    }
  }

  /** Stops all its threads. */
  public void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it run again. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** The longest start since the last call. */
  public Duration takeLongestStart() {
    Duration longest = longestStart;
    longestStart = Duration.ZERO;
    return longest;
  }

  private void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (kill.waitFor() != 0 && process.isAlive()) {
      throw new IOException("cannot send SIG" + name + " to process " + process.pid());
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"))
        .forEach(command::add);
    command.addAll(program());
    command.addAll(List.of("up", "--data", data.toString()));
    command.addAll(List.of("--set", "broker.port=" + brokerPort));
    command.addAll(List.of("--set", "http.port=" + httpPort));
    settings.forEach((key, value) -> command.addAll(List.of("--set", key + '=' + value)));
    return command;
  }

  /** The packaged jar, whose manifest opens what Flink needs; in tests the class path. */
  private static List<String> program() {
    Path code =
        Path.of(
            URI.create(Segue.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    boolean packaged = Files.isRegularFile(code) && Files.isDirectory(code.resolveSibling("lib"));
    if (packaged) {
      return List.of("-jar", code.toString());
    }
    String absolute =
        java.util.Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(java.util.stream.Collectors.joining(File.pathSeparator));
    return List.of("-cp", absolute, Segue.class.getName());
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
    for (int tries = 0; tries < 100; tries++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        // Another program has it.
      }
    }
    throw new IllegalStateException(
        "no free port between " + LOWEST_PORT + " and " + HIGHEST_PORT + " was found");
  }

  @Override
  public void close() {
    closed = true;
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroyForcibly();
    try {
      // Its files are in use until it is gone.
      running.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
