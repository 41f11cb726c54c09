// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.Components;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.TrackEmbedder;
import dev.segue.embedder.TrackTagger;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.TaggerType;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.index.ExactIndex;
import dev.segue.recommenders.index.Similarity;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How often the most similar tracks come from the same folder, with 95 % intervals.
 *
 * <p>Of a running system, whose tracks' ids begin with their folders: {@code java -cp
 * 'app/target/segue.jar:app/target/lib/*' benchmarks/SameFolder.java http://127.0.0.1:8080}
 *
 * <p>Of a folder with a sub-folder for each class, through any backbones, each with its weights
 * where they are not under segue-data/models: {@code ... benchmarks/SameFolder.java FOLDER mfcc
 * musicnn=WEIGHTS}. Vectors are compared as knn does. The difference to the first backbone is
 * paired by track. A backbone that tells tags tells those of ten tracks.
 */
final class SameFolder {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NEAREST = 5;
  private static final int TAGGED = 10;

  /** For each track whether the nearest one is of its folder, and the share of the nearest five. */
  private record Precision(List<Double> first, List<Double> five) {
    Precision() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    void add(String id, List<String> nearest) {
      List<Boolean> same = nearest.stream().map(near -> folder(near).equals(folder(id))).toList();
      first.add(same.get(0) ? 1.0 : 0.0);
      five.add(same.stream().filter(hit -> hit).count() / (double) NEAREST);
    }

    Precision minus(Precision other) {
      return new Precision(minus(first, other.first), minus(five, other.five));
    }

    private static List<Double> minus(List<Double> a, List<Double> b) {
      List<Double> difference = new ArrayList<>();
      for (int i = 0; i < a.size(); i++) {
        difference.add(a.get(i) - b.get(i));
      }
      return difference;
    }

    @Override
    public String toString() {
      return "precision@1 %s, precision@5 %s".formatted(interval(first), interval(five));
    }
  }

  public static void main(String[] args) throws Exception {
    if (args[0].startsWith("http")) {
      ofServer(args[0]);
      return;
    }
    Path root = Path.of(args[0]);
    Precision reference = null;
    for (String named : List.of(args).subList(1, args.length)) {
      String[] words = named.split("=", 2);
      TrackVectors vectors = hear(root, settings(words));
      Precision precision = precision(vectors);
      System.out.printf("%s: %s%n", words[0], precision);
      if (reference == null) {
        reference = precision;
        describe(vectors.byTrack().keySet());
      } else {
        System.out.printf("  more than the first: %s%n", precision.minus(reference));
      }
      if (Backbones.type(words[0]) instanceof TaggerType) {
        printTags(root, settings(words));
      }
    }
  }

  private static EmbedderSettings settings(String... words) {
    Map<String, String> values = new HashMap<>(Map.of("embedder.backbone", words[0]));
    if (words.length > 1) {
      values.put("embedder.weights", words[1]);
    }
    return Components.settings().values(values).build().get(EmbedderSettings.class);
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root, 2)) {
      return files.filter(file -> root.relativize(file).getNameCount() == 2).sorted().toList();
    }
  }

  private static TrackVectors hear(Path root, EmbedderSettings settings) throws Exception {
    Map<String, float[]> vectors = new TreeMap<>();
    try (TrackEmbedder embedder = TrackEmbedder.create(settings)) {
      long begin = System.nanoTime();
      for (Path file : files(root)) {
        vectors.put(root.relativize(file).toString(), embedder.embed(file).vector());
      }
      System.out.printf(
          Locale.ROOT,
          "%s heard %d tracks in %.1f s%n",
          embedder.backbone().name(),
          vectors.size(),
          (System.nanoTime() - begin) / 1e9);
      return new TrackVectors(embedder.backbone().dimension(), vectors);
    }
  }

  private static Precision precision(TrackVectors vectors) {
    Standardiser standardiser = Standardiser.fitIfUneven(vectors);
    ExactIndex index = new ExactIndex(vectors.dimension(), Similarity.COSINE, id -> 0);
    vectors.byTrack().forEach((id, vector) -> index.upsert(id, standardiser.apply(vector)));
    Precision precision = new Precision();
    vectors
        .byTrack()
        .forEach(
            (id, vector) ->
                precision.add(
                    id,
                    index
                        .search(standardiser.apply(vector), NEAREST, other -> !other.equals(id))
                        .stream()
                        .map(ScoredTrack::trackId)
                        .toList()));
    return precision;
  }

  private static void printTags(Path root, EmbedderSettings settings) throws Exception {
    List<Path> files = files(root);
    try (TrackTagger tagger = TrackTagger.create(settings)) {
      for (int i = 0; i < TAGGED; i++) {
        Path file = files.get(i * files.size() / TAGGED);
        System.out.print("  " + root.relativize(file) + ":");
        for (TrackTagger.Tag tag : tagger.tags(file, NEAREST)) {
          System.out.printf(Locale.ROOT, " %s %.2f", tag.name(), tag.probability());
        }
        System.out.println();
      }
    }
  }

  private static void ofServer(String server) throws Exception {
    List<String> ids = new ArrayList<>();
    get(server + "/v1/tracks?limit=1000")
        .get("tracks")
        .forEach(track -> ids.add(track.get("trackId").asText()));
    Precision precision = new Precision();
    for (String id : ids) {
      String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
      JsonNode items = get(server + "/v1/tracks/" + encoded + "/similar?limit=5").get("items");
      List<String> nearest = new ArrayList<>();
      items.forEach(item -> nearest.add(item.get("trackId").asText()));
      precision.add(id, nearest);
    }
    describe(ids);
    System.out.println(precision);
  }

  private static void describe(Collection<String> ids) {
    Map<String, Integer> sizes = new HashMap<>();
    ids.forEach(id -> sizes.merge(folder(id), 1, Integer::sum));
    double chance =
        ids.stream()
            .mapToDouble(id -> (sizes.get(folder(id)) - 1.0) / (ids.size() - 1))
            .average()
            .orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "%d tracks in %d folders, chance %.3f%n",
        ids.size(),
        sizes.size(),
        chance);
  }

  /** Mean with the half width of its 95 % interval (normal approximation). */
  private static String interval(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double variance =
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (values.size() - 1);
    return String.format(
        Locale.ROOT, "%.3f ± %.3f", mean, 1.96 * Math.sqrt(variance / values.size()));
  }

  private static String folder(String id) {
    return id.substring(0, id.indexOf('/'));
  }

  private static JsonNode get(String uri) throws Exception {
    return JSON.readTree(
        CLIENT
            .send(
                HttpRequest.newBuilder(URI.create(uri)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body());
  }
}
