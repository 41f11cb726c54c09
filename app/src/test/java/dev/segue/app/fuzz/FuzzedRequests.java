// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Requests for the operations of some OpenAPI documents; the same number gives the same one. */
final class FuzzedRequests {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get");
  private static final List<String> HEADERS =
      List.of(
          "Origin: https://evil.example",
          "Origin: null",
          "Sec-Fetch-Site: cross-site",
          "Range: bytes=0-",
          "Range: bytes=5-1",
          "Range: bytes=-99999999999999999999",
          "Range: items=x",
          "Accept-Encoding: gzip, br;q=x, \u00e4",
          "Accept: text/html;q=nonsense",
          "Accept-Language: *;;;",
          "If-None-Match: \"",
          "Expect: 100-continue",
          "Expect: 200-nonsense",
          "Content-Encoding: gzip",
          "Cookie: =;;a=\u0001",
          "Connection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x",
          "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
          "X-Forwarded-Host: evil.example",
          "Authorization: Bearer \u0000",
          "Bad Header: x",
          ": no name",
          "No colon");
  private static final List<String> FRAMINGS =
      List.of(
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: nonsense",
          "Content-Length: -1",
          "Content-Length: 1\r\nContent-Length: 2",
          "Content-Length: 99999999999",
          "Content-Length: abc",
          "Content-Length: 5\r\nTransfer-Encoding: chunked");
  private static final List<String> CHARSETS =
      List.of("; charset=nonsense", "; charset=utf-16", "; charset=", ";;;", "; charset=utf-8");

  private final List<Operation> operations;
  private final long seed;

  FuzzedRequests(List<Operation> operations, long seed) {
    this.operations = operations;
    this.seed = seed;
  }

  FuzzedRequest request(int number) {
    Random random = new Random(31 * seed + number);
    FuzzedValues values = new FuzzedValues(random);
    Operation operation = operations.get(random.nextInt(operations.size()));
    String mediaType = any(random, operation.mediaTypes());
    byte[] body = mediaType.isEmpty() ? new byte[0] : body(random, values, operation, mediaType);
    if (random.nextInt(4) == 0) {
      body = mutated(random, body);
    }
    String head = head(random, values, operation, mediaType, body.length);
    int length = head.getBytes(StandardCharsets.UTF_8).length + body.length;
    boolean cut = random.nextInt(25) == 0;
    return new FuzzedRequest(
        head, body, cut ? random.nextInt(length) : length, cut && random.nextInt(10) > 0);
  }

  private static String head(
      Random random, FuzzedValues values, Operation operation, String mediaType, int length) {
    String method = random.nextInt(20) == 0 ? any(random, METHODS) : operation.method();
    List<String> lines = new ArrayList<>();
    lines.add(method + " " + target(random, values, operation) + version(random));
    lines.add(random.nextInt(40) == 0 ? "Host: evil.example" : "Host: 127.0.0.1");
    lines.add("Connection: close");
    if (operation.path().contains("/stream/")) {
      lines.add("Accept: text/event-stream");
    }
    if (!mediaType.isEmpty()) {
      lines.add("Content-Type: " + contentType(random, mediaType));
    }
    // Some of these keep a client until the server has had enough of it, seconds later.
    if (random.nextInt(length > 0 ? 12 : 120) == 0) {
      lines.add(any(random, FRAMINGS));
    } else if (length > 0) {
      lines.add("Content-Length: " + length);
    }
    while (random.nextInt(4) == 0) {
      lines.add(any(random, HEADERS));
    }
    if (random.nextInt(200) == 0) {
      lines.add("X: " + "x".repeat(20_000));
    }
    return String.join(random.nextInt(100) == 0 ? "\n" : "\r\n", lines) + "\r\n\r\n";
  }

  private static String version(Random random) {
    return random.nextInt(50) == 0
        ? any(
            random, List.of("", " HTTP/1.0", " HTTP/0.9", " HTTP/2.0", " HTTP/1.1 x", " http/1.1"))
        : " HTTP/1.1";
  }

  private static String contentType(Random random, String mediaType) {
    String type = mediaType.replace("*", "wav");
    if (type.startsWith("multipart")) {
      type += random.nextInt(20) == 0 ? "; boundary=" : "; boundary=b";
    }
    if (random.nextInt(30) == 0) {
      type = any(random, List.of("text/plain", "", "/", "application/json/x", "multipart/mixed"));
    }
    return random.nextInt(15) == 0 ? type + any(random, CHARSETS) : type;
  }

  private static String target(Random random, FuzzedValues values, Operation operation) {
    String path = operation.path();
    for (JsonNode parameter : operation.parameters("path")) {
      path = path.replace("{" + parameter.get("name").asText() + "}", values.parameter(parameter));
    }
    List<String> query = new ArrayList<>();
    for (JsonNode parameter : operation.parameters("query")) {
      if (random.nextInt(2) == 0) {
        query.add(parameter.get("name").asText() + "=" + values.parameter(parameter));
      }
    }
    if (random.nextInt(100) == 0) {
      query.add("q=" + "x".repeat(10_000));
    }
    String target = query.isEmpty() ? path : path + "?" + String.join("&", query);
    return switch (random.nextInt(80)) {
      case 0 -> "http://evil.example" + target;
      case 1 -> "http://127.0.0.1" + target;
      case 2 -> target + "/../../x";
      case 3 -> "/" + target;
      case 4 -> target + "#fragment";
      case 5 -> target + ";a=b";
      case 6 -> target + "\u00e4";
      default -> target;
    };
  }

  private static byte[] body(
      Random random, FuzzedValues values, Operation operation, String mediaType) {
    if (mediaType.startsWith("multipart/")) {
      return form(random, values, operation, operation.schema(mediaType));
    }
    if (mediaType.equals("application/x-ndjson")) {
      StringBuilder lines = new StringBuilder();
      for (int i = random.nextInt(20); i >= 0; i--) {
        lines.append(values.json(operation, operation.schema("application/json"))).append('\n');
      }
      return utf8(lines.toString());
    }
    return mediaType.equals("application/json")
        ? utf8(values.json(operation, operation.schema(mediaType)))
        : bytes(random);
  }

  private static byte[] form(
      Random random, FuzzedValues values, Operation operation, JsonNode schema) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    for (Map.Entry<String, JsonNode> part : schema.path("properties").properties()) {
      if (random.nextInt(15) == 0) {
        continue;
      }
      boolean file = part.getValue().has("contentMediaType");
      form.writeBytes(
          utf8(
              "--b\r\nContent-Disposition: form-data; name=\""
                  + part.getKey()
                  + (file ? "\"; filename=\"a.wav\"" : "\"")
                  + "\r\n\r\n"));
      form.writeBytes(file ? bytes(random) : utf8(values.json(operation, part.getValue())));
      form.writeBytes(utf8("\r\n"));
    }
    form.writeBytes(utf8("--b--\r\n"));
    return form.toByteArray();
  }

  private static byte[] bytes(Random random) {
    byte[] bytes = new byte[random.nextInt(random.nextInt(50) == 0 ? 200_000 : 2_000)];
    random.nextBytes(bytes);
    if (bytes.length > 12 && random.nextInt(3) > 0) {
      System.arraycopy(utf8("RIFF\u0001\u0001\u0001\u0001WAVE"), 0, bytes, 0, 12);
    }
    return bytes;
  }

  private static byte[] mutated(Random random, byte[] body) {
    if (body.length == 0) {
      return random.nextInt(4) == 0 ? bytes(random) : body;
    }
    byte[] copy = body.clone();
    switch (random.nextInt(4)) {
      case 0 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
      case 1 -> copy = Arrays.copyOf(copy, copy.length + random.nextInt(1000));
      default -> {
        for (int i = random.nextInt(4); i >= 0; i--) {
          copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
      }
    }
    return copy;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String any(Random random, List<String> choices) {
    return choices.isEmpty() ? "" : choices.get(random.nextInt(choices.size()));
  }
}
