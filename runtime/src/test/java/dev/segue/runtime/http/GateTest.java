// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private HttpServer server;

  @BeforeEach
  void start() {
    start(Map.of());
  }

  private void start(Map<String, String> settings) {
    stop();
    server = TestServers.start(settings, TestServers::echo);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "xn--lcalhost-54a"
      })
  void refusesAHostThatIsNotItsOwn(String host) throws Exception {
    for (String path : new String[] {"/v1/things", "/livez", "/metrics", "/none"}) {
      assertThat(get(path, host)).startsWith("HTTP/1.1 4").doesNotContain(" 404 ");
    }
  }

  @Test
  void saysHowToAllowAHost() throws Exception {
    assertThat(get("/v1/things", "music.example"))
        .startsWith("HTTP/1.1 421 Misdirected Request")
        .contains("application/problem+json", "http.allowed-hosts=music.example");
  }

  @Test
  void refusesTheHostOfAnAbsoluteTarget() throws Exception {
    assertThat(
            RawClient.exchange(
                server.port(),
                "GET http://evil.example/v1/things HTTP/1.1\r\nHost: evil.example\r\n\r\n"))
        .startsWith("HTTP/1.1 421");
    assertThat(
            RawClient.exchange(
                server.port(),
                "GET http://evil.example/v1/things HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LOCALHOST:1",
        "localhost.:80",
        "127.0.0.1:80",
        "[::1]:80",
        "10.1.2.3"
      })
  void answersLoopbackNamesAndAddresses(String host) throws Exception {
    assertThat(get("/v1/things", host)).startsWith("HTTP/1.1 200");
  }

  @Test
  void answersNamesThatAreAllowed() throws Exception {
    start(Map.of("http.allowed-hosts", "music.example,Other.example"));
    assertThat(get("/v1/things", "music.example:8080")).startsWith("HTTP/1.1 200");
    assertThat(get("/v1/things", "other.example")).startsWith("HTTP/1.1 200");
    assertThat(get("/v1/things", "third.example")).startsWith("HTTP/1.1 421");
  }

  @Test
  void refusesAWriteFromAPageOfAnotherOrigin() throws Exception {
    assertThat(post("Origin: https://evil.example\r\n"))
        .startsWith("HTTP/1.1 403")
        .contains("http.allowed-origins");
    assertThat(post("Origin: null\r\n")).startsWith("HTTP/1.1 403");
    assertThat(post("Origin: http://localhost:1\r\n")).startsWith("HTTP/1.1 403");
    assertThat(post("Sec-Fetch-Site: cross-site\r\n")).startsWith("HTTP/1.1 403");
    assertThat(post("Sec-Fetch-Site: same-site\r\n")).startsWith("HTTP/1.1 403");
    assertThat(post("Origin: ht tp:\\x\r\n")).startsWith("HTTP/1.1 403");
  }

  @Test
  void takesAWriteOfItsOwnPageAndOfPrograms() throws Exception {
    assertThat(post("")).startsWith("HTTP/1.1 200");
    assertThat(post("Origin: http://localhost\r\n")).startsWith("HTTP/1.1 200");
    assertThat(post("Origin: https://x.example\r\nSec-Fetch-Site: same-origin\r\n"))
        .startsWith("HTTP/1.1 200");
    assertThat(post("Sec-Fetch-Site: none\r\n")).startsWith("HTTP/1.1 200");
  }

  @Test
  void takesAWriteOfAnAllowedOrigin() throws Exception {
    start(Map.of("http.allowed-origins", "https://music.example"));
    assertThat(post("Origin: https://music.example\r\nSec-Fetch-Site: cross-site\r\n"))
        .startsWith("HTTP/1.1 200")
        .contains("Access-Control-Allow-Origin: https://music.example");
    assertThat(post("Origin: https://other.example\r\nSec-Fetch-Site: cross-site\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  @Test
  void refusesTextOfAnotherCharset() throws Exception {
    for (String charset : new String[] {"nonsense", "iso-8859-1", "\"utf-16\"", "*"}) {
      assertThat(post("Content-Type: application/json; charset=" + charset + "\r\n"))
          .as(charset)
          .startsWith("HTTP/1.1 415")
          .contains("UTF-8");
    }
    assertThat(post("Content-Type: application/json; charset=\"UTF-8\"\r\n"))
        .startsWith("HTTP/1.1 200");
  }

  @Test
  void refusesABodyThatIsNotUtf8() throws Exception {
    for (String body : new String[] {"\u00ff", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00e4"}) {
      assertThat(post("", body)).startsWith("HTTP/1.1 400").contains("not UTF-8");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"q=%ff", "q=%zz", "q=%", "q=a%4", "%c0%80=1", "q=\u00ff"})
  void refusesAQueryThatIsNotPercentEncodedUtf8(String query) throws Exception {
    assertThat(get("/v1/things?" + query, "localhost")).startsWith("HTTP/1.1 400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/%ff", "/v1/%zz", "/v1/%", "/v1/%00", "/../v1", "/v1/\u00ff", "v1"})
  void refusesAPathThatIsNotPercentEncodedUtf8(String path) throws Exception {
    assertThat(get(path, "localhost")).startsWith("HTTP/1.1 4").doesNotContain("<html");
  }

  @Test
  void takesAQueryInUtf8() throws Exception {
    assertThat(get("/v1/things?q=%C3%A4+%F0%9F%8E%B5", "localhost"))
        .startsWith("HTTP/1.1 200")
        .endsWith("ä 🎵");
  }

  private String get(String path, String host) throws Exception {
    return RawClient.exchange(
        server.port(),
        "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  private String post(String headers) throws Exception {
    return post(headers, "x");
  }

  private String post(String headers, String body) throws Exception {
    return RawClient.exchange(
        server.port(),
        "POST /v1/things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }
}
