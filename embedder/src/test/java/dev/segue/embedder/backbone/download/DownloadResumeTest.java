// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import static dev.segue.embedder.backbone.download.TestServer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What broke off goes on where it was, or from the beginning where the pieces would not fit. */
class DownloadResumeTest extends DownloadFixture {
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
  void letsOnlyOneProcessFetchAFile() throws Exception {
    try (PartFile held = PartFile.of(folder.resolve("w.bin"))) {
      assertThat(held.length()).isZero();
      assertThatThrownBy(() -> fetch(published())).hasMessageContaining("another process");
    }
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
}
