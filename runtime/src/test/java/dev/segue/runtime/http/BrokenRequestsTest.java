// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrokenRequestsTest {
  private static final String POST = "POST /v1/things HTTP/1.1\r\nHost: localhost\r\n";
  private HttpServer server;

  @BeforeEach
  void start() {
    server = TestServers.start(Map.of("http.max-body-bytes", "100000"), TestServers::echo);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\nx",
        "Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
        "Transfer-Encoding: nonsense\r\n\r\nx",
        "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Content-Length: -3\r\n\r\nabc",
        "Content-Length: x\r\n\r\nabc",
        "Content-Length: 99999999999999999999\r\n\r\nabc",
        "No colon here\r\n\r\n",
        "Content-Type\u0000: x\r\n\r\n",
        ": empty\r\n\r\n"
      })
  void answersBrokenFramingWith400AndCloses(String rest) throws Exception {
    assertThat(RawClient.exchange(server.port(), POST + rest))
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /v1/things HTTP/1.1\r\n\r\n",
        "GET /v1/things HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "GET /v1/things HTTP/1.1\r\nHost: a b\r\n\r\n",
        "get /v1/things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "Post /v1/things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "BREW /v1/things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "TRACE /v1/things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
      })
  void answersWhatIsNoRequestOfItsRoutesWithAClientError(String request) throws Exception {
    String answer = RawClient.exchange(server.port(), request);
    assertThat(answer).containsPattern("^HTTP/1\\.1 (4\\d\\d|505|501) ");
    assertThat(answer).doesNotContain("<html", "Exception");
  }

  @Test
  void refusesALineOrHeadersThatAreTooLong() throws Exception {
    assertThat(
            RawClient.exchange(
                server.port(),
                "GET /v1/things?q=" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 414");
    assertThat(
            RawClient.exchange(
                server.port(), POST + "X: " + "a".repeat(20_000) + "\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 431");
  }

  @Test
  void refusesABodyThatSaysThatItIsTooLargeBeforeReadingIt() throws Exception {
    assertThat(RawClient.exchange(server.port(), POST + "Content-Length: 100001\r\n\r\n"))
        .startsWith("HTTP/1.1 413")
        .contains("http.max-body-bytes");
  }

  @Test
  void refusesAChunkedBodyOnceItIsTooLarge() throws Exception {
    assertThat(
            RawClient.exchange(
                server.port(),
                POST + "Transfer-Encoding: chunked\r\n\r\n186a1\r\n" + "x".repeat(100_001)))
        .startsWith("HTTP/1.1 413");
  }

  @Test
  void answersHttp10WithoutAHost() throws Exception {
    assertThat(RawClient.exchange(server.port(), "GET /v1/things?q=1 HTTP/1.0\r\n\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void servesOnAfterClientsThatLeft() throws Exception {
    for (int i = 0; i < 50; i++) {
      try (RawClient client = new RawClient(server.port())) {
        client.send(POST + "Content-Length: 1000\r\n\r\nabc");
      }
    }
    assertThat(
            RawClient.exchange(
                server.port(), POST + "Connection: close\r\nContent-Length: 1\r\n\r\nx"))
        .startsWith("HTTP/1.1 200");
  }
}
