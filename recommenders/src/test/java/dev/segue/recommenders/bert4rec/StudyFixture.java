// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Network;
import dev.segue.recommenders.GoldenFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
    network.load(used(weights));
    return network;
  }

  /** The tensors that the network has, of a checkpoint in the study's form. */
  static List<Tensor> used(Safetensors file) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    for (String name : file.names()) {
      if (!UNUSED.contains(name)) {
        tensors.add(file.tensor(name));
      }
    }
    return tensors;
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
