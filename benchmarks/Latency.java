// SPDX-License-Identifier: Apache-2.0

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.app.pipeline.TopicFollower;
import dev.segue.ingest.demo.DemoCatalogue;
import dev.segue.ingest.demo.DemoTrack;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Topics;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

/**
 * How long until a play, and an upload, shows on the recommendations topic of a running demo: from
 * the HTTP request to the moment a consumer of committed records has the list.
 *
 * <p>Run, while {@code ./segue demo} stays up: {@code java --add-modules jdk.incubator.vector -cp
 * 'app/target/segue.jar:app/target/lib/*' benchmarks/Latency.java http://127.0.0.1:8080
 * 127.0.0.1:9092}
 */
final class Latency {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PLAYS = 60;
  private static final int UPLOADS = 20;

  public static void main(String[] args) throws Exception {
    String server = args[0];
    try (var lists = TopicFollower.lists(KafkaSettings.at(args[1]), Topics.standard())) {
      lists.follow(() -> false, Duration.ofSeconds(1));
      List<Long> plays = new ArrayList<>();
      JsonNode users = get(server + "/v1/users?limit=" + PLAYS).get("users");
      for (JsonNode user : users) {
        String id = user.asText();
        String track = lists.latest().get(id).getItems().get(0).getTrackId();
        String event = "latency-" + System.nanoTime();
        String body =
            JSON.writeValueAsString(
                java.util.Map.of("eventId", event, "userId", id, "trackId", track));
        plays.add(
            millis(
                request(server + "/v1/plays", "application/json", body.getBytes(StandardCharsets.UTF_8)),
                lists,
                list -> ("play:" + event).equals(list.getCausedBy())));
      }
      print("play to list", plays);
      List<Long> uploads = new ArrayList<>();
      Path folder = Files.createTempDirectory("latency");
      for (int i = 0; i < UPLOADS; i++) {
        DemoTrack track = DemoCatalogue.composeUpload(folder.resolve("" + i), System.nanoTime());
        String id = "latency-" + System.nanoTime();
        uploads.add(
            millis(
                upload(server, id, Files.readAllBytes(track.file())),
                lists,
                list -> list.getItems().stream().anyMatch(item -> item.getTrackId().equals(id))));
      }
      print("upload to list", uploads);
    }
  }

  private static long millis(
      HttpRequest request, TopicFollower<Recommendations> lists, Predicate<Recommendations> wanted)
      throws Exception {
    long start = System.nanoTime();
    int status = CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    boolean seen =
        lists.follow(
            () -> lists.latest().values().stream().anyMatch(wanted), Duration.ofSeconds(30));
    long millis = (System.nanoTime() - start) / 1_000_000;
    if (status != 202 || !seen) {
      throw new IllegalStateException("status " + status + ", list seen: " + seen);
    }
    Thread.sleep(200);
    return millis;
  }

  private static void print(String what, List<Long> millis) {
    Collections.sort(millis);
    int n = millis.size();
    System.out.printf(
        "%s: n %d, median %d ms, p95 %d ms, max %d ms%n",
        what, n, millis.get(n / 2), millis.get(n * 95 / 100), millis.get(n - 1));
  }

  private static HttpRequest upload(String server, String id, byte[] audio) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        "--b\r\nContent-Disposition: form-data; name=\"metadata\"\r\nContent-Type: application/json\r\n\r\n"
            + "{\"trackId\":\"" + id + "\",\"title\":\"Latency\",\"tags\":[\"synthetic\"]}"
            + "\r\n--b\r\nContent-Disposition: form-data; name=\"audio\"; filename=\"a.wav\"\r\n"
            + "Content-Type: audio/wav\r\n\r\n";
    body.write(head.getBytes(StandardCharsets.UTF_8));
    body.write(audio);
    body.write("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return request(server + "/v1/tracks", "multipart/form-data; boundary=b", body.toByteArray());
  }

  private static HttpRequest request(String uri, String type, byte[] body) {
    return HttpRequest.newBuilder(URI.create(uri))
        .header("Content-Type", type)
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private static JsonNode get(String uri) throws Exception {
    return JSON.readTree(
        CLIENT
            .send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString())
            .body());
  }
}
