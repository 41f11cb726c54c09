// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How often the most similar tracks come from the same folder: asks a running system for the
 * neighbours of each of its tracks. The first word of a track's id is its folder.
 *
 * <p>Run: {@code java -cp 'app/target/lib/*' benchmarks/SameFolder.java http://127.0.0.1:8080}
 */
final class SameFolder {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] args) throws Exception {
    String server = args[0];
    List<String> ids = new ArrayList<>();
    get(server + "/v1/tracks?limit=1000")
        .get("tracks")
        .forEach(track -> ids.add(track.get("trackId").asText()));
    Map<String, Integer> sizes = new HashMap<>();
    ids.forEach(id -> sizes.merge(folder(id), 1, Integer::sum));
    double chance = 0;
    List<Double> first = new ArrayList<>();
    List<Double> five = new ArrayList<>();
    for (String id : ids) {
      chance += (sizes.get(folder(id)) - 1.0) / (ids.size() - 1) / ids.size();
      String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
      JsonNode items = get(server + "/v1/tracks/" + encoded + "/similar?limit=5").get("items");
      List<Boolean> same = new ArrayList<>();
      items.forEach(item -> same.add(folder(item.get("trackId").asText()).equals(folder(id))));
      first.add(same.get(0) ? 1.0 : 0.0);
      five.add(same.stream().filter(hit -> hit).count() / 5.0);
    }
    System.out.printf(
        Locale.ROOT,
        "%d tracks in %d folders; precision@1 %s, precision@5 %s, chance %.3f%n",
        ids.size(),
        sizes.size(),
        interval(first),
        interval(five),
        chance);
  }

  /** Mean with the half width of its 95 % interval (normal approximation). */
  private static String interval(List<Double> values) {
    double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
    double variance =
        values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (values.size() - 1);
    return String.format(
        Locale.ROOT, "%.3f ±%.3f", mean, 1.96 * Math.sqrt(variance / values.size()));
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
