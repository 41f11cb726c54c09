// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.download;

import static dev.segue.embedder.backbone.download.TestServer.head;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.backbone.download.FetchedFile.Check;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What a file is held against, and what becomes of one that is not the right one. */
class DownloadSumsTest extends DownloadFixture {
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
  void refusesAFileThatIsThereButIsAnother() throws Exception {
    Files.write(folder.resolve("w.bin"), bytes(3, 10));

    assertThatThrownBy(() -> fetch(published()))
        .hasMessageContaining("not the file that was published")
        .hasMessageContaining("delete it");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void refusesAFileThatHasAnotherSumThanTheServerDeclares() {
    declares(sha256(bytes(5, 9)));

    assertThatThrownBy(() -> fetch(unknown())).hasMessageContaining(sha256(bytes(5, 9)));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void holdsAFileAgainstTheSumThatTheServerDeclares() throws Exception {
    declares(sha256(BYTES));

    FetchedFile file = fetch(unknown());

    assertThat(file.check()).isEqualTo(Check.DECLARED);
    assertThat(folder.resolve("w.bin.sha256")).hasContent(sha256(BYTES) + "  w.bin");
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
}
