// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.recommenders.evaluation.Estimate;
import dev.segue.recommenders.evaluation.PairedComparison;
import dev.segue.schemas.Reason;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.RecommendedTrack;
import dev.segue.schemas.Track;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows the demo's result, for people or as JSON. */
final class DemoReport {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final DemoResult result;
  private final Map<String, Track> tracks;

  DemoReport(DemoResult result, List<DemoTrack> catalogue) {
    this.result = result;
    this.tracks =
        catalogue.stream().collect(Collectors.toMap(t -> t.track().getTrackId(), DemoTrack::track));
  }

  String json() {
    try {
      ObjectNode json = MAPPER.createObjectNode();
      json.put("synthetic", true);
      json.put("listeners", result.listeners());
      json.put("tracks", result.tracks());
      json.put("plays", result.plays());
      json.put("lists", result.lists().size());
      json.put("served", shownList().getModel());
      json.put("minListLength", result.minListLength());
      json.put("heardInLists", result.heardInLists());
      json.set("split", MAPPER.readTree(result.warm().json()).get("split"));
      json.set("models", MAPPER.readTree(result.warm().json()).get("models"));
      ObjectNode cold = json.putObject("cold");
      cold.put("k", result.cold().k());
      cold.set("split", MAPPER.readTree(result.cold().json()).get("split"));
      cold.set("models", MAPPER.readTree(result.cold().json()).get("models"));
      ArrayNode comparisons = cold.putArray("comparisons");
      result.coldComparisons().forEach((model, pairs) -> comparisons.add(comparison(model, pairs)));
      result.streamDifference().ifPresent(difference -> json.put("streamDifference", difference));
      json.put("uploadToListMillis", result.uploadToListMillis());
      json.put("seconds", result.seconds());
      return MAPPER.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the result as JSON", e);
    }
  }

  private static ObjectNode comparison(String model, List<PairedComparison> pairs) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("model", Demo.CONTENT_MODEL);
    node.put("against", model);
    for (PairedComparison pair : pairs) {
      Estimate difference = pair.difference();
      node.put(pair.metric().key(), difference.mean());
      node.withObjectProperty("ci95")
          .putArray(pair.metric().key())
          .add(difference.low())
          .add(difference.high());
    }
    return node;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    line(text, "Everything here is synthetic: music composed by rules, listeners simulated.");
    line(
        text,
        "%,d listeners, %,d tracks, %,d plays; %,d lists of %d tracks or more, %d heard tracks in"
            + " them.",
        result.listeners(),
        result.tracks(),
        result.plays(),
        result.lists().size(),
        result.minListLength(),
        result.heardInLists());
    line(text, "");
    line(text, "The last 28 days, known tracks (k = 50, 95 %% intervals)");
    line(text, "%s", result.warm().table());
    line(text, "The same days, only tracks that nobody had played before (cold, k = 10)");
    line(text, "%s", result.cold().table());
    result.coldComparisons().forEach((model, pairs) -> line(text, "%s", sentence(model, pairs)));
    result
        .streamDifference()
        .ifPresent(
            difference ->
                line(
                    text,
                    "The lists on the topic score the same as the model without Kafka: largest"
                        + " difference %.1e.",
                    difference));
    line(text, "");
    Recommendations list = shownList();
    line(
        text,
        "The fifty of %s (model %s, version %d, %d plays):",
        list.getUserId(),
        list.getModel(),
        list.getModelVersion(),
        list.getHistoryVersion());
    list.getItems().forEach(item -> line(text, "%s", row(item)));
    line(text, "");
    line(
        text,
        "Uploaded %s: %d ms later it stood in the list of %s.",
        result.uploaded().getTitle(),
        result.uploadToListMillis(),
        result.uploadedFor());
    line(text, "All this took %.0f s.", result.seconds());
    return text.toString();
  }

  private Recommendations shownList() {
    return result.lists().get(result.lists().keySet().stream().sorted().findFirst().orElseThrow());
  }

  private static String sentence(String model, List<PairedComparison> pairs) {
    return "  %s minus %s: ".formatted(Demo.CONTENT_MODEL, model)
        + pairs.stream()
            .map(
                pair ->
                    String.format(
                        Locale.ROOT,
                        "%s %+.4f [%+.4f, %+.4f]",
                        pair.metric().label(),
                        pair.difference().mean(),
                        pair.difference().low(),
                        pair.difference().high()))
            .collect(Collectors.joining("; "));
  }

  private String row(RecommendedTrack item) {
    return String.format(
        Locale.ROOT,
        "  %2d  %-34s %-26s %.3f  because of %s",
        item.getRank(),
        title(item.getTrackId()),
        artist(item.getTrackId()),
        item.getScore(),
        item.getBecause().stream()
            .map(Reason::getTrackId)
            .map(this::title)
            .collect(Collectors.joining(", ")));
  }

  /** The title without the mark that every synthetic title carries: the heading says it once. */
  private String title(String trackId) {
    Track track = tracks.get(trackId);
    return track == null ? trackId : unmarked(track.getTitle());
  }

  private String artist(String trackId) {
    Track track = tracks.get(trackId);
    return track == null ? "" : unmarked(String.join(", ", track.getArtists()));
  }

  private static String unmarked(String text) {
    return text.replace(" (synthetic)", "");
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values).stripTrailing()).append('\n');
  }
}
