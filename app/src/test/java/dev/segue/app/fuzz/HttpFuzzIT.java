// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests that are wrong in every way, to the whole system in a heap of 768 MB. */
class HttpFuzzIT {
  private static final int REQUESTS = Integer.getInteger("segue.fuzz.requests", 20_000);
  private static final long SEED = Long.getLong("segue.fuzz.seed", 9);
  private static final int CLIENTS = 8;
  private static final int SHOWN = 20;

  @TempDir Path folder;

  @Test
  void answersEveryRequestAndStaysUp() throws Exception {
    try (FuzzedServer server = new FuzzedServer(folder, "768m")) {
      server.awaitReady(Duration.ofMinutes(5));
      int linesBefore = server.log().size();
      FuzzedRequests requests = new FuzzedRequests(operations(server), SEED);

      assertThat(send(requests, new FuzzClient(server.port()))).isEmpty();

      assertThat(server.isAlive()).isTrue();
      server.awaitReady(Duration.ofMinutes(2));
      assertThat(server.get("/livez").statusCode()).isEqualTo(200);
      List<String> log = server.log().subList(linesBefore, server.log().size());
      assertThat(log)
          .noneMatch(line -> line.startsWith("\tat ") || line.contains("OutOfMemoryError"))
          .noneMatch(line -> line.contains("ERROR"));
    }
  }

  private static List<Operation> operations(FuzzedServer server) throws Exception {
    List<Operation> operations = new ArrayList<>();
    for (String document :
        List.of("/ingest/openapi.yaml", "/openapi.yaml", "/embedder/openapi.yaml")) {
      operations.addAll(Operation.of(server.get(document).body()));
    }
    return operations;
  }

  /** The first requests that were answered as none may be, each with its answer. */
  private static Queue<String> send(FuzzedRequests requests, FuzzClient client)
      throws InterruptedException {
    Queue<String> problems = new ConcurrentLinkedQueue<>();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    for (int number = 0; number < REQUESTS; number++) {
      int request = number;
      clients.execute(() -> send(request, requests.request(request), client, problems));
    }
    clients.shutdown();
    assertThat(clients.awaitTermination(10, TimeUnit.MINUTES)).as("all in time").isTrue();
    return problems;
  }

  private static void send(
      int number, FuzzedRequest request, FuzzClient client, Queue<String> problems) {
    if (problems.size() >= SHOWN) {
      return;
    }
    try {
      client
          .problem(request)
          .ifPresent(answer -> problems.add(number + ": " + request + "\n->\n" + answer));
    } catch (Exception e) {
      problems.add(number + ": " + request + "\n->\n" + e);
    }
  }
}
