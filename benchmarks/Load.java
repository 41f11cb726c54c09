// SPDX-License-Identifier: Apache-2.0

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.PlayEvent;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Topics;
import dev.segue.schemas.Track;
import dev.segue.schemas.TrackEmbedding;
import dev.segue.schemas.Vectors;
import dev.segue.trainer.TrainerSettings;
import dev.segue.trainer.TrainingRequests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.LoggerFactory;

/**
 * Load on the topics of a running {@code segue up}, from a process of its own.
 *
 * <ul>
 *   <li>{@code fill}: tracks with embeddings and listeners with histories; then a release, and how
 *       many lists a second it makes; then what the process and its data folder hold for each
 *       listener.
 *   <li>{@code rate}: plays at a steady rate; how long from the moment a play is due until a
 *       consumer of committed records has a list that answers it.
 *   <li>{@code flood}: plays as fast as the broker takes them; how many the trainer counts a
 *       second.
 * </ul>
 *
 * <p>Run: {@code java -Xmx512m -cp 'app/target/segue.jar:app/target/lib/*' benchmarks/Load.java
 * MODE 127.0.0.1:9092 [key=value ...]}. Keys: {@code listeners} (20000), {@code tracks} (10000),
 * {@code plays} (fill: 20 for each listener; flood: 1000000), {@code rate} (1000 plays a second),
 * {@code seconds} (60), {@code warm-up} (10 s that do not count), {@code model} (knn: what fill
 * trains and serving prefers), {@code seed} (1), {@code http} (such as http://127.0.0.1:8080:
 * prints the histograms per hop), {@code data} and {@code pid} (of the running process: prints its
 * memory and disk).
 */
final class Load {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final int DIMENSION = 104; // As the backbone mfcc, which is the default.
  private static final String BACKBONE = "mfcc";
  private static final Topics TOPICS = Topics.standard();

  private final KafkaSettings kafka;
  private final Options options;
  private final Plays plays;

  private Load(KafkaSettings kafka, Options options) {
    this.kafka = kafka;
    this.options = options;
    this.plays = new Plays(options);
  }

  public static void main(String[] args) throws Exception {
    if (args.length < 2) {
      System.err.println("usage: Load.java fill|rate|flood BOOTSTRAP_SERVERS [key=value ...]");
      System.exit(2);
    }
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.WARN);
    Options options = new Options(Arrays.asList(args).subList(2, args.length));
    Load load = new Load(KafkaSettings.at(args[1]), options);
    switch (args[0]) {
      case "fill" -> load.fill();
      case "rate" -> load.rate();
      case "flood" -> load.flood();
      default -> throw new IllegalArgumentException("no mode " + args[0]);
    }
    new Process(options).print();
  }

  private void fill() throws Exception {
    int perListener = options.integer("plays", 20);
    long start = System.nanoTime();
    try (KafkaProducer<String, byte[]> producer = bulk()) {
      SplittableRandom random = plays.random();
      for (int track = 0; track < plays.tracks; track++) {
        String id = Plays.track(track);
        producer.send(new ProducerRecord<>(TOPICS.tracks(), id, Serdes.TRACK.toBytes(track(id))));
        producer.send(
            new ProducerRecord<>(
                TOPICS.trackEmbeddings(BACKBONE),
                id,
                Serdes.TRACK_EMBEDDING.toBytes(embedding(id, random))));
      }
      for (int play = 0; play < perListener; play++) {
        for (int listener = 0; listener < plays.listeners; listener++) {
          producer.send(record(plays.of(random, Plays.listener(listener))));
        }
      }
    }
    awaitCounted();
    print("plays published and counted", (long) perListener * plays.listeners, start);
    lists();
  }

  /** Asks for a round and waits until every listener has a list of the model that serves then. */
  private void lists() throws Exception {
    String model = options.text("model", "knn");
    Set<String> served = new HashSet<>();
    long[] first = new long[1];
    long[] last = new long[1];
    Instant asked = Instant.now();
    try (Follower lists = new Follower(kafka, TOPICS.recommendations());
        TrainingRequests requests = requests()) {
      requests.request(List.of(model), true);
      long quiet = System.nanoTime() + PATIENCE.toNanos();
      while (served.size() < plays.listeners && System.nanoTime() < quiet) {
        lists.poll(
            record -> {
              Recommendations list = Serdes.RECOMMENDATIONS.fromBytes(record.value());
              if (list.getModel().equals(model) && list.getGeneratedAt().isAfter(asked)) {
                last[0] = System.nanoTime();
                first[0] = first[0] == 0 ? last[0] : first[0];
                served.add(list.getUserId());
              }
            });
      }
    }
    double seconds = (last[0] - first[0]) / 1e9;
    System.out.printf(
        "lists after a release: %,d in %.1f s, %,.0f lists/s%n",
        served.size(), seconds, served.size() / seconds);
  }

  private void rate() throws Exception {
    int rate = options.integer("rate", 1000);
    int warmUp = options.integer("warm-up", 10) * rate;
    int total = options.integer("seconds", 60) * rate + warmUp;
    Answers answers = new Answers(total, warmUp);
    Hops before = Hops.of(options);
    try (Follower lists = new Follower(kafka, TOPICS.recommendations());
        KafkaProducer<String, byte[]> producer = gateway()) {
      Thread sender = new Thread(() -> send(producer, rate, total, answers), "sender");
      sender.start();
      long quiet = 0;
      while (sender.isAlive() || System.nanoTime() < quiet) {
        lists.poll(record -> answers.list(Serdes.RECOMMENDATIONS.fromBytes(record.value())));
        if (sender.isAlive()) {
          quiet = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        }
      }
    }
    answers.print(rate);
    Hops.of(options).printSince(before);
  }

  private void send(KafkaProducer<String, byte[]> producer, int rate, int total, Answers answers) {
    SplittableRandom random = plays.random();
    long begin = System.nanoTime();
    for (int i = 0; i < total; i++) {
      long due = begin + i * 1_000_000_000L / rate;
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      PlayEvent play = plays.now(random);
      answers.due(play, i, due);
      producer.send(record(play));
    }
  }

  private void flood() throws Exception {
    int total = options.integer("plays", 1_000_000);
    Hops before = Hops.of(options);
    long start = System.nanoTime();
    try (KafkaProducer<String, byte[]> producer = bulk()) {
      SplittableRandom random = plays.random();
      for (int i = 0; i < total; i++) {
        producer.send(record(plays.now(random)));
      }
    }
    print("plays published", total, start);
    awaitCounted();
    print("plays counted", total, start);
    Hops.of(options).printSince(before);
  }

  private void awaitCounted() throws Exception {
    try (TrainingRequests requests = requests()) {
      requests.awaitCounted(PATIENCE);
    }
  }

  private TrainingRequests requests() {
    return TrainingRequests.connect(Settings.of(TrainerSettings.class, Map.of()), kafka, TOPICS);
  }

  private static void print(String what, long count, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf("%s: %,d in %.1f s, %,.0f/s%n", what, count, seconds, count / seconds);
  }

  private KafkaProducer<String, byte[]> bulk() {
    return producer(Map.of("linger.ms", "50", "batch.size", "262144"));
  }

  /** As the HTTP gateway sends. */
  private KafkaProducer<String, byte[]> gateway() {
    return producer(Map.of("linger.ms", "2"));
  }

  private KafkaProducer<String, byte[]> producer(Map<String, String> properties) {
    return new KafkaProducer<>(
        kafka.producer(properties), new StringSerializer(), new ByteArraySerializer());
  }

  private static ProducerRecord<String, byte[]> record(PlayEvent play) {
    return new ProducerRecord<>(TOPICS.plays(), play.getUserId(), Serdes.PLAY_EVENT.toBytes(play));
  }

  private static Track track(String id) {
    return Track.newBuilder().setTrackId(id).setTitle("Title of " + id).build();
  }

  private static TrackEmbedding embedding(String id, SplittableRandom random) {
    float[] vector = new float[DIMENSION];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return new TrackEmbedding(
        id, BACKBONE, "load", DIMENSION, Vectors.encode(vector), "0".repeat(64), Instant.now());
  }

  /** The command line's {@code key=value} pairs. */
  private record Options(Map<String, String> values) {
    Options(List<String> pairs) {
      this(new HashMap<>());
      for (String pair : pairs) {
        String[] parts = pair.split("=", 2);
        values.put(parts[0], parts[1]);
      }
    }

    int integer(String key, int otherwise) {
      return Integer.parseInt(values.getOrDefault(key, String.valueOf(otherwise)));
    }

    String text(String key) {
      return values.get(key);
    }

    String text(String key, String otherwise) {
      return values.getOrDefault(key, otherwise);
    }
  }

  /** Random plays; the squared random number makes some tracks far more popular than others. */
  private static final class Plays {
    private static final Duration PAST = Duration.ofDays(90);
    private static final long TRACK_MS = 200_000;

    final int listeners;
    final int tracks;
    private final int seed;
    private final String run = Long.toString(System.nanoTime(), 36);
    private long next;

    Plays(Options options) {
      listeners = options.integer("listeners", 20_000);
      tracks = options.integer("tracks", 10_000);
      seed = options.integer("seed", 1);
    }

    SplittableRandom random() {
      return new SplittableRandom(seed);
    }

    static String listener(int i) {
      return "load-listener-" + i;
    }

    static String track(int i) {
      return "load-track-" + i;
    }

    /** A play of the last ninety days. */
    PlayEvent of(SplittableRandom random, String listener) {
      return play(random, listener, Instant.now().minusMillis(random.nextLong(PAST.toMillis())));
    }

    /** A play of any listener that begins now. */
    PlayEvent now(SplittableRandom random) {
      return play(random, listener(random.nextInt(listeners)), Instant.now());
    }

    private PlayEvent play(SplittableRandom random, String listener, Instant at) {
      double popular = random.nextDouble();
      return PlayEvent.newBuilder()
          .setEventId("load-" + run + "-" + next++)
          .setUserId(listener)
          .setTrackId(track((int) (tracks * popular * popular)))
          .setPlayedAt(at)
          .setPlayedMs(TRACK_MS)
          .setTrackMs(TRACK_MS)
          .build();
    }
  }

  /**
   * Which list answers which play. A list names the newest play that it answers, and answers every
   * earlier one of the listener with it.
   */
  private static final class Answers {
    private record Due(int index, long nanos, String event) {}

    private final int warmUp;
    private final long[] latency;
    private final Map<String, Deque<Due>> open = new ConcurrentHashMap<>();

    Answers(int total, int warmUp) {
      this.latency = new long[total];
      this.warmUp = warmUp;
    }

    void due(PlayEvent play, int index, long nanos) {
      open.compute(
          play.getUserId(),
          (user, plays) -> {
            Deque<Due> queue = plays == null ? new ArrayDeque<>() : plays;
            queue.addLast(new Due(index, nanos, "play:" + play.getEventId()));
            return queue;
          });
    }

    void list(Recommendations list) {
      long now = System.nanoTime();
      open.computeIfPresent(
          list.getUserId(),
          (user, plays) -> {
            if (plays.stream().anyMatch(due -> due.event().equals(list.getCausedBy()))) {
              Due due;
              do {
                due = plays.removeFirst();
                latency[due.index()] = now - due.nanos();
              } while (!due.event().equals(list.getCausedBy()));
            }
            return plays.isEmpty() ? null : plays;
          });
    }

    void print(int rate) {
      long[] counted = Arrays.copyOfRange(latency, warmUp, latency.length);
      long[] answered = Arrays.stream(counted).filter(nanos -> nanos > 0).sorted().toArray();
      System.out.printf(
          "play to list at %,d plays/s: %,d plays, %,d without a new list (it came out as it was);"
              + " p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, max %.0f ms%n",
          rate,
          counted.length,
          counted.length - answered.length,
          at(answered, 0.50),
          at(answered, 0.95),
          at(answered, 0.99),
          at(answered, 1.0));
    }

    private static double at(long[] sorted, double quantile) {
      int index = (int) Math.ceil(quantile * sorted.length) - 1;
      return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, index)] / 1e6;
    }
  }

  /** Reads committed records of a topic from now on. */
  private static final class Follower implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;

    Follower(KafkaSettings kafka, String topic) {
      Map<String, Object> properties =
          kafka.consumer(
              Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"));
      properties.remove("group.id");
      consumer =
          new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
    }

    void poll(Consumer<ConsumerRecord<String, byte[]>> each) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        if (record.value() != null) {
          each.accept(record);
        }
      }
    }

    @Override
    public void close() {
      consumer.close();
    }
  }

  /** The histograms per hop of the running process, as its {@code /metrics} tell them. */
  private record Hops(Map<String, NavigableMap<Double, Double>> buckets) {
    private static final Pattern BUCKET =
        Pattern.compile("segue_hop_seconds_bucket\\{hop=\"(.*?)\",le=\"(.*?)\"\\} (\\S+)");

    static Hops of(Options options) throws Exception {
      Map<String, NavigableMap<Double, Double>> buckets = new TreeMap<>();
      if (options.text("http") != null) {
        Matcher matcher = BUCKET.matcher(metrics(options.text("http")));
        while (matcher.find()) {
          double bound =
              matcher.group(2).equals("+Inf")
                  ? Double.POSITIVE_INFINITY
                  : Double.parseDouble(matcher.group(2));
          buckets
              .computeIfAbsent(matcher.group(1), hop -> new TreeMap<>())
              .put(bound, Double.parseDouble(matcher.group(3)));
        }
      }
      return new Hops(buckets);
    }

    private static String metrics(String server) throws Exception {
      return HttpClient.newHttpClient()
          .send(
              HttpRequest.newBuilder(URI.create(server + "/metrics")).build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }

    void printSince(Hops before) {
      for (String hop : buckets.keySet()) {
        System.out.printf(
            "  %-14s p50 %5.0f ms, p95 %5.0f ms, p99 %5.0f ms%n",
            hop, at(hop, before, 0.50), at(hop, before, 0.95), at(hop, before, 0.99));
      }
    }

    /** The upper bound of the bucket in which a quantile lies, ms. */
    private double at(String hop, Hops before, double quantile) {
      NavigableMap<Double, Double> now = buckets.get(hop);
      NavigableMap<Double, Double> then = before.buckets.getOrDefault(hop, new TreeMap<>());
      double wanted =
          quantile
              * (now.lastEntry().getValue() - (then.isEmpty() ? 0 : then.lastEntry().getValue()));
      for (Map.Entry<Double, Double> bucket : now.entrySet()) {
        if (bucket.getValue() - then.getOrDefault(bucket.getKey(), 0.0) >= wanted) {
          return bucket.getKey() * 1000;
        }
      }
      return Double.NaN;
    }
  }

  /** What the process and its data folder take for each listener. */
  private record Process(Options options) {
    void print() throws Exception {
      int listeners = options.integer("listeners", 20_000);
      if (options.text("pid") != null) {
        Path status = Path.of("/proc", options.text("pid"), "status");
        long kib =
            Files.readAllLines(status, StandardCharsets.US_ASCII).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
        print("resident memory", kib * 1024, listeners);
      }
      if (options.text("data") != null) {
        Path data = Path.of(options.text("data"));
        print("data folder", bytes(data), listeners);
        for (String part : List.of("kafka", "flink", "streams", "objects")) {
          print("  " + part, bytes(data.resolve(part)), listeners);
        }
      }
    }

    private static void print(String what, long bytes, int listeners) {
      System.out.printf(
          "%s: %,d MiB, %,d bytes for each listener%n", what, bytes >> 20, bytes / listeners);
    }

    /** As allocated: Kafka's index files are sparse. */
    private static long bytes(Path folder) throws Exception {
      java.lang.Process du =
          new ProcessBuilder("du", "-sk", folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String out = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return out.isEmpty() ? 0 : Long.parseLong(out.split("\\s", 2)[0]) << 10;
    }
  }
}
