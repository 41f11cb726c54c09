// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.app.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExperimentTest {
  @TempDir Path folder;

  @Test
  void saysThatTheFileIsNotThere() {
    assertThatThrownBy(() -> Experiment.read(folder.resolve("none.yaml")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no experiment file");
  }

  @Test
  void saysWhichKeyItDoesNotKnowAndWhere() {
    assertRefused(
        """
        plays: log.tsv
        modells: [popularity]
        """,
        "there is no key modells here; there are [");
  }

  @Test
  void saysWhereTheYamlIsBroken() {
    assertRefused("plays: log.tsv\nmodels: [ease", "line 2");
  }

  @Test
  void refusesAnEmptyFile() {
    assertRefused("", "names no models");
    assertRefused("# nothing\n", "names no models");
  }

  @Test
  void refusesAnExperimentWithoutModelsOrData() {
    assertRefused("plays: log.tsv", "names no models; there are [random, popularity");
    assertRefused("models: [popularity]", "names no data: set plays");
  }

  @Test
  void refusesNamesThatAreNotThere() {
    assertRefused("{plays: demo, models: [popularty]}", "did you mean popularity?");
    assertRefused(
        "{plays: demo, models: [random], protocols: [chronologic]}",
        "has no protocol chronologic to choose; there are [chronological");
    assertRefused(
        "{plays: demo, models: [{name: knn, backbones: [mert]}]}",
        "model knn names a backbone mert that is not there");
  }

  @Test
  void refusesTwoColumnsOfOneName() {
    assertRefused(
        "{plays: demo, models: [ease, {name: ease, settings: {lambda: 3}}]}",
        "has two models ease; give one another label");
  }

  @Test
  void refusesABackboneWithoutASource() {
    assertRefused(
        "{plays: log.tsv, models: [knn], backbones: [{name: mfcc}]}",
        "backbone mfcc needs one of: audio (a folder), vectors (a file), random: true");
  }

  @Test
  void readsShortAndLongForms() throws IOException {
    Experiment experiment =
        read(
            """
            plays: log.tsv
            split: 2014-12-23T00:00:00Z
            seeds: [1, 2]
            backbones:
              - {name: mfcc, audio: music}
              - {name: random, random: true}
            protocols:
              - chronological
              - {name: leave-one-out, settings: {k: "10"}}
            models:
              - popularity
              - {name: knn, backbones: [mfcc], seeds: [7]}
              - {name: ease, label: ease-weak, settings: {lambda: 10}}
            """);

    assertThat(experiment.split()).contains(Instant.parse("2014-12-23T00:00:00Z"));
    assertThat(experiment.protocols().get(1).settings()).isEqualTo(Map.of("k", "10"));
    assertThat(experiment.models().get(2).label()).isEqualTo("ease-weak");
    assertThat(Cell.of(experiment).stream().map(Cell::title))
        .containsExactly(
            "chronological popularity seed 1",
            "chronological popularity seed 2",
            "chronological knn on mfcc seed 7",
            "chronological ease-weak seed 1",
            "chronological ease-weak seed 2",
            "leave-one-out popularity seed 1",
            "leave-one-out popularity seed 2",
            "leave-one-out knn on mfcc seed 7",
            "leave-one-out ease-weak seed 1",
            "leave-one-out ease-weak seed 2");
  }

  @Test
  void namesAFileByAllThatChangesItsResult() throws IOException {
    List<Cell> cells = Cell.of(read("{plays: demo, models: [ease], seeds: [1, 2]}"));
    Cell other =
        Cell.of(read("{plays: demo, models: [{name: ease, settings: {lambda: 3}}], seeds: [1]}"))
            .get(0);

    assertThat(cells.get(0).fileName("a"))
        .isEqualTo(cells.get(0).fileName("a"))
        .isNotEqualTo(cells.get(1).fileName("a"))
        .isNotEqualTo(cells.get(0).fileName("b"))
        .isNotEqualTo(other.fileName("a"));
  }

  @Test
  void refusesVectorsThatAreNone() throws IOException {
    Path file = folder.resolve("vectors.tsv");
    Files.writeString(file, "a\t1\t2\nb\t3\n");
    assertThatThrownBy(() -> VectorFile.read(file))
        .hasMessageContaining("line 2 has 1 values where the first has 2");
    Files.writeString(file, "a\t1\tNaN\n");
    assertThatThrownBy(() -> VectorFile.read(file))
        .hasMessageContaining("the vector has NaN at place");
    Files.writeString(file, "");
    assertThatThrownBy(() -> VectorFile.read(file)).hasMessageContaining("holds no vectors");
  }

  private Experiment read(String yaml) throws IOException {
    Path file = folder.resolve("experiment.yaml");
    Files.writeString(file, yaml);
    return Experiment.read(file);
  }

  private void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }
}
