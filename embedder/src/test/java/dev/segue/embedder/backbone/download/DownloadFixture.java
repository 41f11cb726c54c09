// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import static dev.segue.embedder.backbone.download.TestServer.head;

import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server with a file, and a folder for it. */
abstract class DownloadFixture {
  static final String TAG = "\"one\"";
  static final byte[] BYTES = bytes(1, 300_000);
  static final DownloadPolicy QUICK =
      new DownloadPolicy(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          3,
          Duration.ofMillis(1),
          Duration.ofMillis(5));

  @TempDir Path folder;
  final List<String> notes = new ArrayList<>();
  TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(TestServer.file(BYTES, TAG));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  FetchedFile fetch(ModelFile file) throws Exception {
    return WeightsDownload.with(QUICK)
        .fetch(card(file), folder, Progress.SILENT, notes::add)
        .get(0);
  }

  static ModelCard card(ModelFile file) {
    return new ModelCard("Model", "MIT", "https://example.org", List.of(file));
  }

  ModelFile published() {
    return published(server.uri("/w.bin"));
  }

  static ModelFile published(URI source) {
    return new ModelFile("w.bin", source, Optional.of(sha256(BYTES)), BYTES.length);
  }

  /** A file of which nobody published a sum. */
  ModelFile unknown() {
    return new ModelFile("w.bin", server.uri("/w.bin"), Optional.empty(), 0);
  }

  Path part() {
    return folder.resolve("w.bin.part");
  }

  TestServer.Request last() {
    return server.requests().get(server.requests().size() - 1);
  }

  /** Serves some bytes, and is out of order ever after. */
  TestServer.Answer breakingOnce(int count) {
    AtomicInteger answers = new AtomicInteger();
    return (request, out) -> {
      if (answers.getAndIncrement() == 0) {
        TestServer.breakingAfter(count, BYTES, TAG, part()).to(request, out);
      } else {
        head(out, "500 Internal Server Error", "Content-Length: 0");
      }
    };
  }

  void redirectsTo(String location) {
    server.answers(
        (request, out) -> head(out, "302 Found", "Content-Length: 0", "Location: " + location));
  }

  /** As Hugging Face does: the sum stands on the answer that redirects. */
  void declares(String sha256) {
    server.answers(
        (request, out) -> {
          if (request.path().equals("/w.bin")) {
            head(
                out,
                "302 Found",
                "Content-Length: 0",
                "Location: /cdn/w.bin?signed",
                "X-Linked-Size: " + BYTES.length,
                "X-Linked-ETag: \"" + sha256 + '"');
          } else {
            TestServer.file(BYTES, TAG).to(request, out);
          }
        });
  }

  static java.util.Map<String, String> without(TestServer.Request request, String header) {
    var headers = new java.util.TreeMap<>(request.headers());
    headers.remove(header);
    return headers;
  }

  static byte[] bytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return Arrays.copyOf(bytes, count);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
