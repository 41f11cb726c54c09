// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gsasrec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Network;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.Standardiser;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.sequence.PlayOrder;
import dev.segue.recommenders.sequence.SequenceRecommender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** One variant of the reference tensors: its sizes, its weights, its batches. */
record GoldenGsasrec(
    Path folder, JsonNode config, Safetensors input, Safetensors expected, GsasrecShape shape) {
  private static final String EXTRA =
      """
      def elements_of(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).elements(p, x, 0.)]
      def logits(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        h = (self).states(p, x[0], 0.)
        right = (self).transformed((self).positives(p, h, x))
        return [torch.cat([right, torch.to((self).negatives(p, h, x), 7)], 1)]
      def attention_weights(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        keep = torch.ne(x[0], PADDING)
        real = torch.unsqueeze(torch.to(keep, 6), -1)
        mask = (self).mask(keep)
        x0 = (self).start(p, (self).input(p, x[0]), real, 0.)
      BLOCKS
        return [WEIGHTS]
      """;

  private static final String BLOCK =
      """
        yN = (self).layer_norm(xN, {B.first_norm.weight}, {B.first_norm.bias}, 1.0e-05)
        qN = (self).heads(torch.linear(yN, {A.query_proj.weight}, {A.query_proj.bias}), HEADS)
        kN = (self).heads(torch.linear(xN, {A.key_proj.weight}, {A.key_proj.bias}), HEADS)
        sN = torch.div(torch.matmul(qN, torch.transpose(kN, 2, 3)), ROOT)
        wN = torch.mul(torch.softmax(torch.add(sN, mask), -1), torch.unsqueeze(real, 1))
        xM = (self).blockN(p, xN, xN, mask, real, 0.)
      """;

  static GoldenGsasrec open(Path folder) throws IOException {
    JsonNode config = new ObjectMapper().readTree(folder.resolve("config.json").toFile());
    GsasrecShape shape =
        new GsasrecShape(
            config.get("num_items").intValue(),
            config.get("sequence_length").intValue(),
            config.get("embedding_dim").intValue(),
            config.get("num_heads").intValue(),
            config.get("num_blocks").intValue(),
            true,
            true,
            config.get("reuse_item_embeddings").booleanValue(),
            0);
    return new GoldenGsasrec(
        folder,
        config,
        Safetensors.open(folder.resolve("input.safetensors")),
        Safetensors.open(folder.resolve("expected.safetensors")),
        shape);
  }

  Objective objective() {
    return new Objective(
        Objective.Loss.GBCE,
        Objective.Targets.NEXT,
        Objective.Sharing.POSITION,
        config.get("negs_per_pos").intValue(),
        config.get("gbce_t").doubleValue());
  }

  Network network() throws IOException {
    Network.Builder builder = Network.builder(0);
    GsasrecTables.plain(builder, shape, false);
    GsasrecNetwork.transformer(builder, shape);
    Network network = GsasrecLoss.add(builder, shape, objective(), 0).methods(extra()).build();
    network.load(weights());
    return network;
  }

  Collection<Tensor> weights() throws IOException {
    Safetensors file = Safetensors.open(folder.resolve("weights.safetensors"));
    List<Tensor> tensors = new ArrayList<>();
    for (String name : file.names()) {
      tensors.add(file.tensor(name));
    }
    return tensors;
  }

  /** The inputs of the loss: the labels are the sequence without its first item. */
  List<NDArray> batch(NDManager scope, int number) throws IOException {
    long[] positives = input.tensor("batch." + number + ".positives").toLongs();
    long[] negatives = input.tensor("batch." + number + ".negatives").toLongs();
    int length = shape.length();
    int k = objective().negatives();
    int batch = positives.length / (length + 1);
    long[] ids = new long[batch * length];
    List<Long> labels = new ArrayList<>();
    List<Long> rows = new ArrayList<>();
    List<Long> wrong = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      int at = i + i / length;
      ids[i] = positives[at];
      if (ids[i] != shape.padding()) {
        rows.add((long) i);
        labels.add(positives[at + 1]);
        for (int j = 0; j < k; j++) {
          wrong.add(negatives[(at + 1) * k + j]);
        }
      }
    }
    return List.of(
        scope.create(ids, new Shape(batch, length)),
        scope.create(longs(labels)),
        scope.create(longs(rows)),
        scope.create(longs(wrong), new Shape(rows.size(), k)),
        scope.create(0f));
  }

  /** The catalogue is 1 to n in this order, as in the original's tables. */
  SequenceRecommender recommender(Collection<Tensor> weights, Path folder) throws IOException {
    List<String> ids = IntStream.rangeClosed(1, shape.items()).mapToObj(Integer::toString).toList();
    Files.write(folder.resolve("items.txt"), ids);
    Map<String, Tensor> byName = new HashMap<>();
    weights.forEach(tensor -> byName.put(tensor.name(), tensor));
    return GsasrecFiles.recommender(
        "gsasrec",
        shape,
        PlayOrder.EVERY_PLAY,
        Catalogue.load(folder),
        new GsasrecWeights(byName, GsasrecFile.items(byName, shape)),
        Standardiser.identity(0),
        TrackVectors.NONE);
  }

  /**
   * Lists of the first sequences, fed with the first batch less its first column.
   *
   * @param filtered whether the items of the whole sequence are left out
   */
  List<List<ScoredTrack>> lists(SequenceRecommender model, int k, boolean filtered)
      throws IOException {
    long[] positives = input.tensor("batch.0.positives").toLongs();
    JsonNode sequences = new ObjectMapper().readTree(folder.resolve("sequences.json").toFile());
    int width = shape.length() + 1;
    List<List<ScoredTrack>> lists = new ArrayList<>();
    for (int i = 0; i < positives.length / width; i++) {
      List<String> session =
          Arrays.stream(positives, i * width + 1, (i + 1) * width)
              .filter(id -> id != shape.padding())
              .mapToObj(Long::toString)
              .toList();
      Set<String> rated = new HashSet<>();
      sequences.get(i).forEach(item -> rated.add(item.asText()));
      lists.add(
          model.next(List.of(session), shape.items()).get(0).stream()
              .filter(track -> !filtered || !rated.contains(track.trackId()))
              .limit(k)
              .toList());
    }
    return lists;
  }

  static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }

  private String extra() {
    StringBuilder blocks = new StringBuilder();
    StringBuilder weights = new StringBuilder();
    for (int i = 0; i < shape.blocks(); i++) {
      String block = "transformer_blocks." + i;
      blocks.append(
          BLOCK
              .replace("{A.", "{" + block + ".multihead_attention.")
              .replace("{B.", "{" + block + ".")
              .replace("HEADS", Integer.toString(shape.heads()))
              .replace("ROOT", Double.toString(Math.sqrt((double) shape.width() / shape.heads())))
              .replace("xM", "x" + (i + 1))
              .replaceAll("(\\b[xyqksw]|block)N\\b", "$1" + i));
      weights.append(i == 0 ? "w" : ", w").append(i);
    }
    return EXTRA
        .replace("PADDING", Integer.toString(shape.padding()))
        .replace("BLOCKS\n", blocks)
        .replace("WEIGHTS", weights);
  }
}
