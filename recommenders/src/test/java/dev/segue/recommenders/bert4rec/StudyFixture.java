// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.GoldenFolder;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.TrackVectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** One variant of the reference tensors; every size is read from its files. */
record StudyFixture(
    Path folder, JsonNode config, Safetensors input, Safetensors weights, Safetensors expected) {
  /** What the study's checkpoints hold besides: unused, or the item table under another name. */
  private static final Set<String> UNUSED =
      Set.of(
          "head.weight",
          "transformer_model.embeddings.position_ids",
          "transformer_model.embeddings.word_embeddings.weight",
          "transformer_model.pooler.dense.weight",
          "transformer_model.pooler.dense.bias");

  /** A batch as the network takes it. */
  record Batch(NDArray ids, NDArray keys, NDArray places, NDArray labels) {
    List<NDArray> inputs() {
      return List.of(ids, places, labels);
    }
  }

  static List<StudyFixture> all() throws IOException {
    List<StudyFixture> fixtures = new ArrayList<>();
    for (Path folder : GoldenFolder.variants("bert4rec", "config.json")) {
      fixtures.add(
          new StudyFixture(
              folder,
              new ObjectMapper().readTree(folder.resolve("config.json").toFile()),
              Safetensors.open(folder.resolve("input.safetensors")),
              Safetensors.open(folder.resolve("weights.safetensors")),
              Safetensors.open(folder.resolve("expected.safetensors"))));
    }
    return fixtures;
  }

  /** The number of items; {@code item_count} counts the mask and the padding too. */
  int items() {
    return config.get("mask_token").asInt();
  }

  BertSizes sizes() {
    JsonNode bert = config.get("bert_config");
    return new BertSizes(
        bert.get("hidden_size").asInt(),
        bert.get("num_hidden_layers").asInt(),
        bert.get("num_attention_heads").asInt(),
        bert.get("intermediate_size").asInt(),
        bert.get("max_position_embeddings").asInt());
  }

  /** The network with the initial weights. */
  Network network() throws IOException {
    boolean frozen = !config.get("params_with_requires_grad_false").isEmpty();
    ItemTable.Change change = frozen ? ItemTable.Change.FROZEN : ItemTable.Change.TRAINED;
    Network network =
        Bert4RecNetwork.create(
            new ItemTable.Rows(Initial.normal(1), change), items(), sizes(), 0, 0, false, 1);
    network.load(used(Checkpoints.read(folder.resolve("weights.safetensors"))));
    return network;
  }

  /** The tensors that the network has, of a state dict in the study's form. */
  static List<Tensor> used(Map<String, Tensor> state) {
    return state.values().stream().filter(tensor -> !UNUSED.contains(tensor.name())).toList();
  }

  /** The initial weights as a model that can list tracks, which are named by their numbers. */
  Recommender recommender(Path model) throws IOException {
    List<String> ids = IntStream.range(0, items()).mapToObj(Integer::toString).toList();
    Files.write(model.resolve("items.txt"), ids);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    used(Checkpoints.read(folder.resolve("weights.pt")))
        .forEach(tensor -> tensors.put(tensor.name(), tensor));
    new BertWeights(sizes(), config.get("predict_max_length").asInt(), null, tensors).write(model);
    Artifact artifact =
        new Artifact(
            model, "", Bert4Rec.NAME, Optional.empty(), AlgorithmSettings.DEFAULTS, Map.of());
    return new Bert4Rec().load(artifact, TrackVectors.NONE);
  }

  /** What a listener of the study heard. */
  History history(String userId) throws IOException {
    List<HeardTrack> heard = new ArrayList<>();
    for (JsonNode track : json("sequences.json").get(userId)) {
      heard.add(HeardTrack.once(track.asText(), heard.size()));
    }
    return new History(userId, heard);
  }

  JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  Batch batch(NDManager scope, int index) throws IOException {
    String at = "batch." + index + ".";
    long[] labels = input.tensor(at + "labels").toLongs();
    List<Long> places = new ArrayList<>();
    for (long i = 0; i < labels.length; i++) {
      if (labels[(int) i] >= 0) {
        places.add(i);
      }
    }
    return new Batch(
        longs(scope, input.tensor(at + "input_ids")),
        floats(scope, input.tensor(at + "attention_mask")),
        scope.create(places.stream().mapToLong(i -> i).toArray()),
        scope.create(places.stream().mapToLong(i -> labels[i.intValue()]).toArray()));
  }

  /** The initial item table, [V, H]. */
  NDArray table(NDManager scope) throws IOException {
    return floats(scope, weights.tensor(ItemTable.ITEMS));
  }

  /** The initial rows of ids [B, L], as [B, L, H]. */
  NDArray rows(NDManager scope, NDArray ids) throws IOException {
    Shape shape = ids.getShape().add(sizes().width());
    return table(scope).get(ids.flatten()).reshape(shape);
  }

  float[] expected(String name) {
    try {
      return expected.tensor(name).toFloats();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rest of the names that begin so. */
  Set<String> expectedNames(String prefix) {
    return expected.names().stream()
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .collect(Collectors.toSet());
  }

  static NDArray floats(NDManager scope, Tensor tensor) {
    return scope.create(tensor.toFloats(), shape(tensor));
  }

  static NDArray longs(NDManager scope, Tensor tensor) {
    return scope.create(tensor.toLongs(), shape(tensor));
  }

  private static Shape shape(Tensor tensor) {
    return new Shape(tensor.shape().stream().mapToLong(i -> i).toArray());
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
