// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeManifestTest {
  private static final String HEADER = "path\tlabel\tsplit\n";
  private static final String SPLITS = "a.wav\tx\ttrain\nb.wav\tx\tvalid\nc.wav\ty\ttest\n";

  @TempDir Path folder;

  @Test
  void refusesAHeaderWithoutTheColumns() {
    assertError("path\tgenre\tsplit\n" + SPLITS, "line 1: the header has to name the columns");
    assertError("", "line 1: the header has to name the columns");
    assertError("a.wav\tx\ttrain\n" + SPLITS, "line 1");
  }

  @Test
  void namesTheLineThatHasAnotherNumberOfColumns() {
    assertError(
        HEADER + SPLITS + "\nd.wav\tx\n", "line 6: it has 2 columns where the header has 3");
  }

  @Test
  void namesTheLineOfAnUnknownSplit() {
    assertError(HEADER + SPLITS + "d.wav\tx\tdev\n", "line 5: the split is 'dev'");
  }

  @Test
  void refusesATrackThatStandsInTwoSplits() {
    assertError(HEADER + SPLITS + "./a.wav\tx\ttest\n", "line 5: ./a.wav stands in line 2 already");
  }

  @Test
  void refusesAnEmptySplit() {
    assertError(HEADER + "a.wav\tx\ttrain\nb.wav\tx\ttest\n", "no tracks in the split 'valid'");
  }

  @Test
  void refusesBytesThatAreNoText() throws IOException {
    Path file = Files.write(folder.resolve("m.tsv"), new byte[] {'p', (byte) 0xff, '\n'});
    assertThatThrownBy(() -> ProbeManifest.read(file)).hasMessageContaining("not UTF-8");
  }

  @Test
  void findsColumnsByNameAndPathsBesideItself() throws IOException {
    String text = "\uFEFFsplit\tartist\tpath\tlabels\r\n";
    text +=
        "train\tann\tsub/a.wav\tslow| loud \r\nvalid\tbob\t/b.wav\t\r\ntest\tcy\tc.wav\tloud\r\n";
    ProbeManifest manifest = read(text);
    assertThat(manifest.tracks())
        .containsExactly(
            new ProbeTrack(
                folder.resolve("sub/a.wav"),
                java.util.List.of("slow", "loud"),
                ProbeSplit.TRAIN,
                2),
            new ProbeTrack(Path.of("/b.wav"), java.util.List.of(), ProbeSplit.VALID, 3),
            new ProbeTrack(folder.resolve("c.wav"), java.util.List.of("loud"), ProbeSplit.TEST, 4));
  }

  @Test
  void refusesALabelThatOccursOnlyInTest() {
    assertLabels(ProbeTask.MULTI_CLASS, SPLITS, "1 labels", "'y' (line 4)");
    assertLabels(ProbeTask.MULTI_LABEL, SPLITS, "1 labels", "'y' (line 4)");
  }

  @Test
  void refusesOneClassOnly() {
    String same = SPLITS.replace("y", "x");
    assertLabels(ProbeTask.MULTI_CLASS, same, "nothing to tell apart");
  }

  @Test
  void refusesSeveralLabelsWhereOneIsNeeded() {
    String two = SPLITS.replace("y", "x|y");
    assertLabels(ProbeTask.MULTI_CLASS, two, "line 4: it has 2 labels; it needs one, a class");
    assertLabels(ProbeTask.KEY, two.replace("x\t", "C major\t"), "line 4: it has 2 labels");
  }

  @Test
  void refusesLabelsThatAreNoNumbers() {
    assertLabels(ProbeTask.REGRESSION, SPLITS, "line 2: 'x' is no number");
    String numbers = SPLITS.replace("x", "1").replace("y", "Infinity");
    assertLabels(ProbeTask.REGRESSION, numbers, "line 4: 'Infinity' is no number");
    String several = SPLITS.replace("x", "1|2").replace("y", "3");
    assertLabels(ProbeTask.REGRESSION, several, "line 4: it has 1 numbers where line 2 has 2");
  }

  @Test
  void refusesLabelsThatAreNoKeys() {
    assertLabels(ProbeTask.KEY, SPLITS, "line 2: 'x' is no key");
  }

  private void assertLabels(ProbeTask task, String tracks, String... parts) {
    assertThatThrownBy(() -> Probe.check(read(HEADER + tracks), task))
        .isInstanceOf(ProbeException.class)
        .hasMessageContainingAll(parts);
  }

  private void assertError(String text, String part) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining(part)
        .hasMessageContaining("m.tsv");
  }

  private ProbeManifest read(String text) throws IOException {
    Path file = folder.resolve("m.tsv");
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    return ProbeManifest.read(file);
  }
}
