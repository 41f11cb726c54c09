// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.evaluation.CurvePoint;
import dev.segue.recommenders.evaluation.EvaluationResult;
import dev.segue.recommenders.evaluation.Measure;
import dev.segue.recommenders.evaluation.Metric;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.PlayTable;
import dev.segue.recommenders.evaluation.Trial;
import dev.segue.recommenders.evaluation.protocol.Protocol;
import dev.segue.recommenders.evaluation.protocol.ProtocolInput;
import dev.segue.recommenders.evaluation.protocol.Protocols;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ExperimentReportTest {
  private static final String NASTY = "<b onload='x'>&\"\u0000\uD800%s";
  private static final Measure F1 = new Measure(Metric.F1, 5);
  private static ExperimentReport report;

  @BeforeAll
  static void evaluate() throws Exception {
    Random random = new Random(5);
    PlayTable plays = new PlayTable();
    for (int i = 0; i < 4000; i++) {
      int track = (int) (60 * random.nextDouble() * random.nextDouble());
      plays.add(
          new Play("u" + random.nextInt(80), "t" + track, i, random.nextInt(200) * 1000L, -1));
    }
    ProtocolInput input = ProtocolInput.of(plays, 2000);
    List<ExperimentSection> sections = new ArrayList<>();
    for (String name : List.of("chronological", "profile")) {
      Protocol protocol = Protocols.create(name, input, Map.of("k", "5,10", "cohorts", "10,20"));
      List<Trial> trials = new ArrayList<>();
      trials.add(trial(protocol, "popularity", "", 42));
      trials.add(trial(protocol, "random", "mfcc", 42));
      trials.add(trial(protocol, "random", "mfcc", 43));
      trials.add(trial(protocol, "random", NASTY, 42));
      sections.add(ExperimentSection.of(protocol, trials));
    }
    report = new ExperimentReport("An experiment " + NASTY, sections);
  }

  private static Trial trial(Protocol protocol, String model, String backbone, long seed)
      throws InterruptedException {
    EvaluationResult result =
        protocol.run(
            model,
            Algorithms.named(model),
            TrackVectors.NONE,
            new AlgorithmSettings(seed, Map.of()),
            TrainingRun.SILENT);
    List<CurvePoint> curve =
        model.equals("random")
            ? List.of(
                new CurvePoint("loss", 1, 2),
                new CurvePoint("loss", 2, 0.5),
                new CurvePoint("loss", 3, Double.NaN))
            : List.of();
    return new Trial(protocol.name(), model, backbone, seed, result.trainedIn(3, curve));
  }

  private static Document page() throws Exception {
    String html =
        report
            .html()
            .replace("<!doctype html>", "")
            .replaceAll("(<meta [^>]*)>", "$1/>")
            .replaceAll("(?s)<style>.*</style>", "");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html)));
  }

  @Test
  void putsBackbonesInRowsAndModelsInColumns() {
    List<String> lines = report.table().lines().toList();

    assertThat(lines.get(0)).startsWith("chronological: Which known tracks");
    assertThat(lines.get(2)).matches("NDCG@5 +popularity +random");
    assertThat(lines.get(3)).matches("no content +0\\.\\d{4} ±0\\.\\d{4} \\* +–");
    assertThat(lines.get(4)).matches("mfcc +– +0\\.\\d{4} ±0\\.\\d{4}");
    assertThat(report.table()).contains("random · mfcc (2 seeds)").doesNotContain("\u0000");
  }

  @Test
  void writesWhatScriptsNeed() throws Exception {
    JsonNode section = new ObjectMapper().readTree(report.json()).get("protocols").get(1);

    assertThat(section.get("name").asText()).isEqualTo("profile");
    assertThat(section.get("main").asText()).isEqualTo("f1@5");
    assertThat(section.get("results")).hasSize(3);
    JsonNode random = section.get("results").get(1);
    assertThat(random.get("backbone").asText()).isEqualTo("mfcc");
    assertThat(random.get("seeds").asInt()).isEqualTo(2);
    assertThat(random.get("measures").get("f1@10").get("mean").isNumber()).isTrue();
    assertThat(random.get("cohorts")).hasSize(3);
    assertThat(random.get("lists").get("artists").isNull()).isTrue();
    assertThat(random.get("curve")).hasSize(3);
    assertThat(random.get("curve").get(2).get("value").isNull()).isTrue();
    assertThat(section.get("comparisons")).hasSize(3);
    assertThat(section.get("comparisons").get(0).get("correctedP").asDouble())
        .isGreaterThanOrEqualTo(section.get("comparisons").get(0).get("p").asDouble());
  }

  @Test
  void drawsAPageThatLoadsAndRunsNothing() {
    assertThat(report.html())
        .contains("prefers-color-scheme: dark", "width=device-width", "default-src 'none'")
        .contains("&lt;b onload=&#39;x&#39;&gt;&amp;&quot;\uFFFD\uFFFD%s")
        .doesNotContain("<b onload", "src=", "href=", "url(", "@import", "<script", "http:");
  }

  @Test
  void plotsMeasuresCohortsCurvesAndTime() throws Exception {
    Document page = page();
    List<String> captions = new ArrayList<>();
    NodeList figures = page.getElementsByTagName("figure");
    for (int i = 0; i < figures.getLength(); i++) {
      Element figure = (Element) figures.item(i);
      captions.add(figure.getElementsByTagName("figcaption").item(0).getTextContent());
      assertThat(figure.getElementsByTagName("svg").getLength()).isPositive();
    }

    assertThat(captions)
        .contains("HitRate@5", "NDCG@5", "NDCG@10", "F1@5", "F1@10", "loss")
        .contains("F1@5 against training time")
        .doesNotContain("HitRate@10")
        .anyMatch(caption -> caption.startsWith("F1@5, (0,10] profile tracks in training"));
    assertThat(page.getElementsByTagName("circle").getLength()).isEqualTo(6);
    assertThat(report.html()).doesNotContain("NaN");
  }

  @Test
  void saysWhoIsBetterThanWhom() throws Exception {
    assertThat(page().getDocumentElement().getTextContent())
        .contains("popularity – random · mfcc (2 seeds)", "corrected p", "better", "undecided");
  }

  @Test
  void isEmptyWithoutTrials() {
    ExperimentReport empty =
        new ExperimentReport(
            "none", List.of(new ExperimentSection("session", "", F1, List.of(F1), List.of())));

    assertThat(empty.table()).isEmpty();
    assertThat(empty.json()).contains("\"protocols\" : [ ]");
    assertThat(empty.html()).contains("<h1>none</h1>");
  }

  @Test
  void placesRoundTicksWithinTheAxis() {
    Scale scale = Scale.over(DoubleStream.of(0.013, 0.058), 0, 100);

    assertThat(scale.ticks()).isNotEmpty().allMatch(tick -> tick >= 0.013 && tick <= 0.058);
    assertThat(scale.at(0.013)).isZero();
    assertThat(Scale.over(DoubleStream.of(3), 0, 100).at(3)).isEqualTo(50);
    assertThat(Scale.over(DoubleStream.of(0, 0), 0, 100).ticks()).isNotEmpty();
    assertThat(new Scale(-1, 1, 0, 100).decimalTicks())
        .extracting(power -> Plot.plain(Math.pow(10, power)))
        .containsExactly("0.1", "0.2", "0.5", "1", "2", "5", "10");
    assertThat(List.of(Plot.plain(0.02), Plot.plain(0), Plot.plain(1000), Plot.plain(1e-7)))
        .containsExactly("0.02", "0", "1000", "1e-07");
  }
}
