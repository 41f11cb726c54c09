// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import static dev.segue.embedder.backbone.download.TestServer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.backbone.ModelCard;
import dev.segue.embedder.backbone.ModelCard.ModelFile;
import dev.segue.embedder.backbone.download.FetchedFile.Check;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsDownloadTest {
  private static final String TAG = "\"one\"";
  private static final byte[] BYTES = bytes(1, 300_000);
  private static final DownloadPolicy QUICK =
      new DownloadPolicy(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          3,
          Duration.ofMillis(1),
          Duration.ofMillis(5));

  @TempDir Path folder;
  private final List<String> notes = new ArrayList<>();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    server = new TestServer(TestServer.file(BYTES, TAG));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void refusesEverythingButHttps() {
    for (String source :
        List.of("http://example.org/w.bin", "ftp://example.org/w.bin", "file:///etc/passwd")) {
      assertThatThrownBy(() -> fetch(published(URI.create(source))))
          .isInstanceOf(DownloadException.class)
          .hasMessageContaining(source)
          .hasMessageContaining("only https");
    }
  }

  @Test
  void refusesToBeRedirectedAwayFromHttps() {
    redirectsTo("http://example.org/w.bin");

    assertThatThrownBy(() -> fetch(published()))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("redirects to http://example.org/w.bin")
        .hasMessageContaining("only https");
  }

  @Test
  void givesUpARingOfRedirects() {
    redirectsTo("/w.bin");

    assertThatThrownBy(() -> fetch(published())).hasMessageContaining("more than 10 times");
  }

  @Test
  void saysWhatToDoWhenTheFileIsGone() {
    server.answers((request, out) -> head(out, "404 Not Found", "Content-Length: 0"));

    assertThatThrownBy(() -> fetch(published()))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("404")
        .hasMessageContaining("segue models verify");
    assertThat(server.requests()).hasSize(1);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void deletesWhatIsNotThePublishedFile() {
    server.answers(TestServer.file(bytes(2, BYTES.length), TAG));

    assertThatThrownBy(() -> fetch(published()))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining(sha256(BYTES))
        .hasMessageContaining(sha256(bytes(2, BYTES.length)));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesAFileOfAnotherSizeBeforeItComes() {
    ModelFile file = new ModelFile("w.bin", server.uri("/w.bin"), Optional.empty(), 12);

    assertThatThrownBy(() -> fetch(file)).hasMessageContaining("300,000 bytes, not 12");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void refusesWhatDoesNotFitOnTheDisk() {
    ModelFile file = new ModelFile("w.bin", server.uri("/w.bin"), Optional.empty(), 1L << 60);

    assertThatThrownBy(() -> fetch(file))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("MB free");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void refusesANameThatLeadsOutOfTheFolder() {
    ModelFile file = new ModelFile("../w.bin", server.uri("/w.bin"), Optional.empty(), 0);

    assertThatThrownBy(() -> fetch(file)).hasMessageContaining("outside its folder");
  }

  @Test
  void refusesAFileThatIsThereButIsAnother() throws Exception {
    Files.write(folder.resolve("w.bin"), bytes(3, 10));

    assertThatThrownBy(() -> fetch(published()))
        .hasMessageContaining("not the file that was published")
        .hasMessageContaining("delete it");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void givesUpAServerThatOnlyFails() {
    server.answers((request, out) -> head(out, "503 Service Unavailable", "Content-Length: 0"));

    assertThatThrownBy(() -> fetch(published()))
        .hasMessageContaining("503")
        .hasMessageContaining("3 times in a row");
    assertThat(server.requests()).hasSize(3);
    assertThat(notes).hasSize(2).allMatch(note -> note.contains("trying again"));
  }

  @Test
  void speaksOfProxiesWhenNobodyAnswers() throws Exception {
    server.close();

    assertThatThrownBy(() -> fetch(published()))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("no connection to 127.0.0.1")
        .hasMessageContaining("https.proxyHost");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void givesUpAServerThatFallsSilent() {
    server.answers(
        (request, out) -> {
          head(out, "200 OK", "Content-Length: 300000", "ETag: " + TAG);
          out.flush();
          Thread.sleep(400);
        });
    DownloadPolicy hasty =
        new DownloadPolicy(
            Duration.ofSeconds(5), Duration.ofMillis(100), 2, Duration.ZERO, Duration.ZERO);

    assertThatThrownBy(
            () ->
                WeightsDownload.with(hasty)
                    .fetch(card(published()), folder, Progress.SILENT, notes::add))
        .isInstanceOf(DownloadException.class)
        .hasMessageContaining("nothing came for 0.1 s");
  }

  @Test
  void fetchesAFileIntoItsPlace() throws Exception {
    FetchedFile file = fetch(published());

    assertThat(file.check()).isEqualTo(Check.PUBLISHED);
    assertThat(file.alreadyThere()).isFalse();
    assertThat(folder.resolve("w.bin")).hasBinaryContent(BYTES);
    assertThat(folder.toFile().list()).containsExactly("w.bin");
  }

  @Test
  void fetchesNothingTwice() throws Exception {
    fetch(published());
    FetchedFile again = fetch(published());

    assertThat(again.alreadyThere()).isTrue();
    assertThat(again.check()).isEqualTo(Check.PUBLISHED);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void goesOnWhereItBrokeOff() throws Exception {
    server.answers(TestServer.breakingAfter(70_000, BYTES, TAG, part()));

    fetch(published());

    assertThat(folder.resolve("w.bin")).hasBinaryContent(BYTES);
    assertThat(server.requests()).extracting(TestServer.Request::from).contains(70_000, 280_000);
    assertThat(server.requests().get(1).headers()).containsEntry("if-range", TAG);
  }

  @Test
  void goesOnInAnotherRun() throws Exception {
    server.answers(breakingOnce(100_000));
    assertThatThrownBy(() -> fetch(published())).hasMessageContaining("100,000 bytes are kept");
    server.answers(TestServer.file(BYTES, TAG));

    fetch(published());

    assertThat(folder.resolve("w.bin")).hasBinaryContent(BYTES);
    assertThat(last().from()).isEqualTo(100_000);
  }

  @Test
  void beginsAnewWhereTheServerIgnoresRanges() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    server.answers(
        (request, out) -> {
          int count = answers.getAndIncrement() == 0 ? 90_000 : BYTES.length;
          head(out, "200 OK", "Content-Length: " + BYTES.length, "ETag: " + TAG);
          out.write(BYTES, 0, count);
          out.flush();
          TestServer.await(part(), count);
        });

    fetch(published());

    assertThat(folder.resolve("w.bin")).hasBinaryContent(BYTES);
    assertThat(server.requests()).extracting(TestServer.Request::from).containsExactly(0, 90_000);
  }

  @Test
  void beginsAnewWhenTheFileChangedInBetween() throws Exception {
    byte[] changed = bytes(4, BYTES.length);
    server.answers(breakingOnce(100_000));
    assertThatThrownBy(() -> fetch(unknown())).isInstanceOf(DownloadException.class);
    server.answers(TestServer.file(changed, "\"two\""));

    FetchedFile file = fetch(unknown());

    assertThat(folder.resolve("w.bin")).hasBinaryContent(changed);
    assertThat(file.sha256()).isEqualTo(sha256(changed));
  }

  @Test
  void beginsAnewWhenTheServerContinuesAnotherVersion() throws Exception {
    byte[] changed = bytes(4, BYTES.length);
    server.answers(breakingOnce(100_000));
    assertThatThrownBy(() -> fetch(unknown())).isInstanceOf(DownloadException.class);
    // A server that does not know If-Range.
    server.answers(
        (request, out) ->
            TestServer.file(changed, "\"two\"")
                .to(new TestServer.Request(request.path(), without(request, "if-range")), out));

    fetch(unknown());

    assertThat(folder.resolve("w.bin")).hasBinaryContent(changed);
  }

  @Test
  void beginsAnewWhenThePiecesDoNotFitTogether() throws Exception {
    server.answers(breakingOnce(100_000));
    assertThatThrownBy(() -> fetch(published())).isInstanceOf(DownloadException.class);
    byte[] part = Files.readAllBytes(part());
    part[5]++;
    Files.write(part(), part);
    server.answers(TestServer.file(BYTES, TAG));

    fetch(published());

    assertThat(folder.resolve("w.bin")).hasBinaryContent(BYTES);
    assertThat(notes).anyMatch(note -> note.contains("from the beginning"));
  }

  @Test
  void keepsNoPieceOfAFileWithoutTagOrSum() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    server.answers(
        (request, out) -> {
          int count = answers.getAndIncrement() == 0 ? 90_000 : BYTES.length;
          head(out, "200 OK", "Content-Length: " + BYTES.length);
          out.write(BYTES, 0, count);
          out.flush();
          TestServer.await(part(), count);
        });

    fetch(unknown());

    assertThat(server.requests()).extracting(TestServer.Request::from).containsExactly(0, 0);
  }

  @Test
  void takesAFileThatIsLongerThanTheServerSaidForAnother() {
    server.answers(
        (request, out) -> {
          head(out, "200 OK", "Content-Length: 1000", "ETag: " + TAG);
          out.write(BYTES);
        });

    assertThatThrownBy(() -> fetch(published()))
        .hasMessageContaining("not the file that was published");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void takesItsPartForWholeWhenNothingIsLeft() throws Exception {
    server.answers(breakingOnce(BYTES.length - 1));
    assertThatThrownBy(() -> fetch(published())).isInstanceOf(DownloadException.class);
    Files.write(part(), BYTES);
    server.answers(TestServer.file(BYTES, TAG));

    fetch(published());

    assertThat(folder.resolve("w.bin")).hasBinaryContent(BYTES);
    assertThat(last().from()).isEqualTo(BYTES.length);
  }

  @Test
  void outlivesAFailureOfTheServer() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    server.answers(
        (request, out) -> {
          if (answers.getAndIncrement() < 2) {
            head(out, "502 Bad Gateway", "Content-Length: 0", "Retry-After: 3600");
          } else {
            TestServer.file(BYTES, TAG).to(request, out);
          }
        });

    assertThat(fetch(published()).check()).isEqualTo(Check.PUBLISHED);
  }

  @Test
  void holdsAFileAgainstTheSumThatTheServerDeclares() throws Exception {
    declares(sha256(BYTES));

    FetchedFile file = fetch(unknown());

    assertThat(file.check()).isEqualTo(Check.DECLARED);
    assertThat(folder.resolve("w.bin.sha256")).hasContent(sha256(BYTES) + "  w.bin");
  }

  @Test
  void refusesAFileThatHasAnotherSumThanTheServerDeclares() {
    declares(sha256(bytes(5, 9)));

    assertThatThrownBy(() -> fetch(unknown())).hasMessageContaining(sha256(bytes(5, 9)));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void believesThePublishedSumMoreThanTheDeclaredOne() throws Exception {
    declares(sha256(bytes(5, 9)));

    assertThat(fetch(published()).check()).isEqualTo(Check.PUBLISHED);
  }

  @Test
  void recordsTheSumWhereNobodyTellsIt() throws Exception {
    FetchedFile file = fetch(unknown());

    assertThat(file.check()).isEqualTo(Check.RECORDED);
    assertThat(fetch(unknown()).check()).isEqualTo(Check.RECORDED);
    Files.write(folder.resolve("w.bin"), bytes(6, 9));
    assertThatThrownBy(() -> fetch(unknown()))
        .hasMessageContaining("not the file that was fetched");
  }

  @Test
  void claimsNothingAboutAFileThatSomebodyPutThere() throws Exception {
    Files.write(folder.resolve("w.bin"), BYTES);

    assertThat(fetch(unknown()).check()).isEqualTo(Check.NONE);
  }

  @Test
  void letsOnlyOneProcessFetchAFile() throws Exception {
    try (PartFile held = PartFile.of(folder.resolve("w.bin"))) {
      assertThat(held.length()).isZero();
      assertThatThrownBy(() -> fetch(published())).hasMessageContaining("another process");
    }
  }

  @Test
  void goesOnAfterKillMinusNine() throws Exception {
    server.answers(
        (request, out) -> {
          head(out, "200 OK", "Content-Length: " + BYTES.length, "ETag: " + TAG);
          out.write(BYTES, 0, 200_000);
          out.flush();
          Thread.sleep(Duration.ofSeconds(60).toMillis());
        });
    Process child = OtherProcess.fetching(published(), folder);
    try {
      TestServer.await(part(), 200_000);
      assertThat(child.isAlive()).isTrue();
    } finally {
      child.destroyForcibly().waitFor();
    }
    assertThat(folder.resolve("w.bin")).doesNotExist();
    server.answers(TestServer.file(BYTES, TAG));

    fetch(published());

    assertThat(folder.resolve("w.bin")).hasBinaryContent(BYTES);
    assertThat(last().from()).isEqualTo(200_000);
  }

  @Test
  void showsHowMuchCame() throws Exception {
    AtomicInteger done = new AtomicInteger();
    List<String> tasks = new ArrayList<>();
    Progress progress =
        (name, total, unit) -> {
          tasks.add(name + " " + total + " " + unit);
          return new Progress.Task() {
            @Override
            public void step(long count) {
              done.addAndGet((int) count);
            }

            @Override
            public void close() {}
          };
        };

    WeightsDownload.with(QUICK).fetch(card(published()), folder, progress, notes::add);

    assertThat(tasks).containsExactly("w.bin 300 kB", "check w.bin.part 300 kB");
    assertThat(done).hasValue(600);
  }

  private FetchedFile fetch(ModelFile file) throws Exception {
    return WeightsDownload.with(QUICK)
        .fetch(card(file), folder, Progress.SILENT, notes::add)
        .get(0);
  }

  private static ModelCard card(ModelFile file) {
    return new ModelCard("Model", "MIT", "https://example.org", List.of(file));
  }

  private ModelFile published() {
    return published(server.uri("/w.bin"));
  }

  private static ModelFile published(URI source) {
    return new ModelFile("w.bin", source, Optional.of(sha256(BYTES)), BYTES.length);
  }

  /** A file of which nobody published a sum. */
  private ModelFile unknown() {
    return new ModelFile("w.bin", server.uri("/w.bin"), Optional.empty(), 0);
  }

  private Path part() {
    return folder.resolve("w.bin.part");
  }

  private TestServer.Request last() {
    return server.requests().get(server.requests().size() - 1);
  }

  /** Serves some bytes, and is out of order ever after. */
  private TestServer.Answer breakingOnce(int count) {
    AtomicInteger answers = new AtomicInteger();
    return (request, out) -> {
      if (answers.getAndIncrement() == 0) {
        TestServer.breakingAfter(count, BYTES, TAG, part()).to(request, out);
      } else {
        head(out, "500 Internal Server Error", "Content-Length: 0");
      }
    };
  }

  private void redirectsTo(String location) {
    server.answers(
        (request, out) -> head(out, "302 Found", "Content-Length: 0", "Location: " + location));
  }

  /** As Hugging Face does: the sum stands on the answer that redirects. */
  private void declares(String sha256) {
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

  private static java.util.Map<String, String> without(TestServer.Request request, String header) {
    var headers = new java.util.TreeMap<>(request.headers());
    headers.remove(header);
    return headers;
  }

  private static byte[] bytes(long seed, int count) {
    byte[] bytes = new byte[count];
    new Random(seed).nextBytes(bytes);
    return Arrays.copyOf(bytes, count);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
