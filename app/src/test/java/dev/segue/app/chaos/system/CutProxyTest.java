// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CutProxyTest {
  private static final int REQUESTS = 200;

  private final AtomicInteger arrived = new AtomicInteger();
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer server;
  private CutProxy proxy;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          arrived.incrementAndGet();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    proxy = CutProxy.before(server.getAddress().getPort());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.stop(0);
  }

  @Test
  void cutsSomeRequestsBeforeTheyArriveAndSomeResponsesAfter() throws Exception {
    proxy.cut(1);
    int answered = 0;
    for (int i = 0; i < REQUESTS; i++) {
      answered += isAnswered() ? 1 : 0;
    }
    assertThat(proxy.cuts()).isPositive();
    assertThat(answered).isBetween(1, REQUESTS - 1);
    assertThat(arrived.get()).as("some responses were cut").isGreaterThan(answered);
    assertThat(arrived.get()).as("some requests were cut").isLessThan(REQUESTS);
  }

  @Test
  void passesEverythingWhileItDoesNotCut() throws Exception {
    String body = "x".repeat(1 << 20);
    assertThat(post(body).body()).isEqualTo(body);
    proxy.cut(1);
    proxy.mend();
    assertThat(post(body).body()).isEqualTo(body);
    assertThat(proxy.cuts()).isZero();
  }

  @Test
  void endsTheConnectionWhereNobodyListensBehindIt() {
    server.stop(0);
    assertThatThrownBy(() -> post("x")).isInstanceOf(IOException.class);
  }

  private boolean isAnswered() throws InterruptedException {
    try {
      return post("hello").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private HttpResponse<String> post(String body) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + "/"))
            .version(HttpClient.Version.HTTP_1_1)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
