// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.shallownet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.GoldenFolder;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published program, on random tables. */
class ShallowNetGoldenTest {
  private static final float TOLERANCE = 1e-4f;
  private static final int STEPS = 5;

  static List<Path> variants() throws IOException {
    return GoldenFolder.variants("shallownet", "config.json");
  }

  @ParameterizedTest
  @MethodSource("variants")
  void scoresPairsAsThePublishedProgram(Path folder) throws IOException {
    try (Network network = network(folder)) {
      Safetensors input = Safetensors.open(folder.resolve("input.safetensors"));
      Safetensors expected = Safetensors.open(folder.resolve("expected.safetensors"));
      JsonNode config = config(folder);
      int negatives = config.get("neg_samples").asInt();
      boolean drawsListeners = side(config) == Negatives.LISTENERS;
      float[][] listeners = embedded(network, Tower.LISTENERS);
      float[][] tracks = embedded(network, Tower.TRACKS);
      long[] users = input.tensor("step.0.users").toLongs();
      long[] items = input.tensor("step.0.items").toLongs();
      long[] drawn = input.tensor("step.0.negatives").toLongs();
      float[] positive = expected.tensor("step0.pos_score").toFloats();
      float[] negative = expected.tensor("step0.neg_score").toFloats();
      for (int i = 0; i < drawn.length; i++) {
        float[] user = listeners[(int) users[i / negatives]];
        float[] item = tracks[(int) items[i / negatives]];
        assertThat(dot(user, item)).isCloseTo(positive[i], within(TOLERANCE));
        float score =
            drawsListeners
                ? dot(listeners[(int) drawn[i]], item)
                : dot(user, tracks[(int) drawn[i]]);
        assertThat(score).isCloseTo(negative[i], within(TOLERANCE));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void findsTheSameGradients(Path folder) throws IOException {
    Safetensors expected = Safetensors.open(folder.resolve("expected.safetensors"));
    try (Network network = network(folder);
        Trainer trainer = trainer(network);
        NDManager scope = Torch.scope()) {
      Map<String, float[]> gradients =
          trainer.gradients(batch(folder, 0).inputs(scope, fixed(folder), other(folder))).byName();
      List<String> names =
          expected.names().stream()
              .filter(name -> name.startsWith("grad0."))
              .map(name -> name.substring("grad0.".length()))
              .toList();

      assertThat(gradients).containsOnlyKeys(names);
      for (String name : names) {
        assertThat(gradients.get(name))
            .as(name)
            .usingComparatorWithPrecision(TOLERANCE)
            .containsExactly(expected.tensor("grad0." + name).toFloats());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void trainsTheSameFiveSteps(Path folder) throws IOException {
    Safetensors expected = Safetensors.open(folder.resolve("expected.safetensors"));
    double[] losses = expected.tensor("losses").toDoubles();
    try (Network network = network(folder)) {
      float[] found = trained(network, folder);
      for (int i = 0; i < losses.length; i++) {
        assertThat((double) found[i]).isCloseTo(losses[i], within((double) TOLERANCE));
      }
      for (String name : Tower.NAMES) {
        assertThat(network.values(name))
            .as(name)
            .usingComparatorWithPrecision(TOLERANCE)
            .containsExactly(expected.tensor("final." + name).toFloats());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void ranksAsThePublishedProgram(Path folder) throws IOException {
    Safetensors expected = Safetensors.open(folder.resolve("expected.safetensors"));
    JsonNode lists =
        new ObjectMapper().readTree(folder.resolve("expected_recs_top10.json").toFile());
    try (Network network = network(folder)) {
      trained(network, folder);
      float[][] listeners = embedded(network, Tower.LISTENERS);
      float[][] tracks = embedded(network, Tower.TRACKS);
      assertOutputs(listeners, expected.tensor("extract.user_embeddings"));
      assertOutputs(tracks, expected.tensor("extract.item_embeddings"));
      Recommender model = recommender(network, lists.get("history"));
      for (Map.Entry<String, JsonNode> list : lists.get("recs_top10").properties()) {
        assertRanks(model, history(list.getKey(), lists.get("history")), list.getValue());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void embedsOutsideOfPyTorchAsInIt(Path folder) throws IOException {
    try (Network network = network(folder)) {
      TowerLayer layer = new TowerLayer(network.values(Tower.WEIGHT), network.values(Tower.BIAS));
      float[] rows = network.values(Tower.TRACKS);
      float[][] expected = embedded(network, Tower.TRACKS);
      for (int row = 0; row < expected.length; row++) {
        int from = row * layer.dimension();
        assertThat(layer.apply(Arrays.copyOfRange(rows, from, from + layer.dimension())))
            .usingComparatorWithPrecision(1e-6f)
            .containsExactly(expected[row]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("variants")
  void takesThePublishedCheckpoints(Path folder) throws IOException {
    Safetensors expected = Safetensors.open(folder.resolve("expected.safetensors"));
    try (Network network = network(folder)) {
      network.load(
          Checkpoints.read(folder.resolve("checkpoint_after5_study_format.pt"), "model_state_dict")
              .values());
      for (String name : Tower.NAMES) {
        assertThat(network.values(name))
            .as(name)
            .containsExactly(expected.tensor("final." + name).toFloats());
      }
    }
  }

  /** Each place has the score of the track that stands there in the published list. */
  private static void assertRanks(Recommender model, History history, JsonNode expected) {
    List<ScoredTrack> all = model.recommend(history, Integer.MAX_VALUE, TrackFilter.ALL);
    Map<String, Float> scores = new HashMap<>();
    all.forEach(track -> scores.put(track.trackId(), track.score()));
    for (int place = 0; place < expected.size(); place++) {
      assertThat(scores.get(expected.get(place).asText()))
          .isCloseTo(all.get(place).score(), within(TOLERANCE));
    }
  }

  private static Recommender recommender(Network network, JsonNode histories) {
    SortedMap<String, float[]> tracks = rows(network, Tower.TRACKS);
    SortedMap<String, float[]> listeners = rows(network, Tower.LISTENERS);
    TrainingSetBuilder plays = new TrainingSetBuilder();
    tracks.keySet().forEach(track -> plays.add(new Play("everybody", track, 0)));
    listeners.replaceAll(
        (user, row) -> {
          List<float[]> heard =
              history(user, histories).tracks().stream()
                  .map(track -> tracks.get(track.trackId()))
                  .toList();
          return Vectors.difference(row, 0, Vectors.mean(heard));
        });
    TowerLayer layer = new TowerLayer(network.values(Tower.WEIGHT), network.values(Tower.BIAS));
    return new TowerRecommender(
        new TowerModel(Catalogue.of(plays.build()), layer, Optional.empty(), tracks, listeners));
  }

  private static History history(String user, JsonNode histories) {
    List<HeardTrack> heard = new ArrayList<>();
    histories.get(user).forEach(track -> heard.add(HeardTrack.once(track.asText(), 0)));
    return new History(user, heard);
  }

  private static SortedMap<String, float[]> rows(Network network, String table) {
    Tensor tensor = network.tensors().get(table);
    int dimension = Math.toIntExact(tensor.shape().get(1));
    float[] values = tensor.toFloats();
    SortedMap<String, float[]> rows = new TreeMap<>();
    for (int row = 0; row < tensor.shape().get(0); row++) {
      rows.put("" + row, Arrays.copyOfRange(values, row * dimension, (row + 1) * dimension));
    }
    return rows;
  }

  private static void assertOutputs(float[][] found, Tensor expected) {
    int width = Math.toIntExact(expected.shape().get(1));
    float[] values = expected.toFloats();
    for (int row = 0; row < found.length; row++) {
      float[] wanted = Arrays.copyOfRange(values, row * width, (row + 1) * width);
      // The published code divides by a length of zero.
      if (!Float.isNaN(wanted[0])) {
        assertThat(found[row]).usingComparatorWithPrecision(TOLERANCE).containsExactly(wanted);
      }
    }
  }

  private static float[] trained(Network network, Path folder) throws IOException {
    float[] losses = new float[STEPS];
    try (Trainer trainer = trainer(network);
        NDManager scope = Torch.scope()) {
      for (int step = 0; step < STEPS; step++) {
        PairBatch batch = batch(folder, step);
        losses[step] = trainer.step(batch.inputs(scope, fixed(folder), other(folder))).loss();
      }
    }
    return losses;
  }

  private static float[][] embedded(Network network, String table) {
    Tensor tensor = network.tensors().get(table);
    int rows = Math.toIntExact(tensor.shape().get(0));
    int dimension = Math.toIntExact(tensor.shape().get(1));
    try (NDManager scope = Torch.scope()) {
      float[] values =
          network
              .call(
                  scope,
                  "embed",
                  scope.create(FloatBuffer.wrap(tensor.toFloats()), new Shape(rows, dimension)))
              .get(0)
              .toFloatArray();
      int width = values.length / rows;
      return IntStream.range(0, rows)
          .mapToObj(row -> Arrays.copyOfRange(values, row * width, (row + 1) * width))
          .toArray(float[][]::new);
    }
  }

  private static float dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (double) a[i] * b[i];
    }
    return (float) sum;
  }

  private static PairBatch batch(Path folder, int step) throws IOException {
    JsonNode config = config(folder);
    Safetensors input = Safetensors.open(folder.resolve("input.safetensors"));
    int[] users = ints(input.tensor("step." + step + ".users"));
    int[] items = ints(input.tensor("step." + step + ".items"));
    int[] negatives = ints(input.tensor("step." + step + ".negatives"));
    boolean drawsListeners = side(config) == Negatives.LISTENERS;
    int[] positives = drawsListeners ? users : items;
    int count = config.get("neg_samples").asInt();
    List<Integer> others = new ArrayList<>();
    for (int i = 0; i < positives.length; i++) {
      others.add(positives[i]);
      for (int j = 0; j < count; j++) {
        others.add(negatives[i * count + j]);
      }
    }
    float[] weights = new float[users.length];
    long[] plays = input.tensor("step." + step + ".count").toLongs();
    for (int i = 0; i < weights.length; i++) {
      weights[i] = config.get("use_confidence").asBoolean() ? Confidence.of(plays[i]) : 1;
    }
    return new PairBatch(
        drawsListeners ? items : users,
        others.stream().mapToInt(Integer::intValue).toArray(),
        weights);
  }

  private static Network network(Path folder) throws IOException {
    JsonNode config = config(folder);
    Safetensors weights = Safetensors.open(folder.resolve("weights.safetensors"));
    TowerLoss loss =
        new TowerLoss(
            config.get("neg_samples").asInt(),
            side(config),
            config.get("margin").asDouble(),
            config.get("l2").asDouble());
    int width = Math.toIntExact(weights.tensor(Tower.BIAS).shape().get(0));
    Network network =
        Tower.network(
            1,
            table(weights.tensor(Tower.LISTENERS), config.get("freeze_user_embs_flag")),
            table(weights.tensor(Tower.TRACKS), config.get("freeze_item_embs_flag")),
            width,
            loss);
    List<Tensor> tensors = new ArrayList<>();
    for (String name : weights.names()) {
      tensors.add(weights.tensor(name));
    }
    network.load(tensors);
    return network;
  }

  /** The published flag says whether gradients are wanted, whatever its name says. */
  private static Tower.Table table(Tensor tensor, JsonNode trained) {
    return new Tower.Table(
        Initial.ZEROS,
        Math.toIntExact(tensor.shape().get(0)),
        Math.toIntExact(tensor.shape().get(1)),
        trained.asBoolean());
  }

  private static Trainer trainer(Network network) {
    return new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
  }

  private static int fixed(Path folder) throws IOException {
    JsonNode config = config(folder);
    return config.get(side(config) == Negatives.LISTENERS ? "num_items" : "num_users").asInt();
  }

  private static int other(Path folder) throws IOException {
    JsonNode config = config(folder);
    return config.get(side(config) == Negatives.LISTENERS ? "num_users" : "num_items").asInt();
  }

  private static Negatives side(JsonNode config) {
    return config.get("sample_type").asText().equals("item")
        ? Negatives.LISTENERS
        : Negatives.TRACKS;
  }

  private static JsonNode config(Path folder) throws IOException {
    return new ObjectMapper().readTree(folder.resolve("config.json").toFile());
  }

  private static int[] ints(Tensor tensor) {
    return Arrays.stream(tensor.toLongs()).mapToInt(Math::toIntExact).toArray();
  }
}
