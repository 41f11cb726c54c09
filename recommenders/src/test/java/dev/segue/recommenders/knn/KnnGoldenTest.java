// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.knn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.ContentRecommender;
import dev.segue.recommenders.GoldenFolder;
import dev.segue.recommenders.History;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import dev.segue.recommenders.evaluation.Play;
import dev.segue.recommenders.evaluation.TrainingSetBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference study's own program, on random vectors. */
class KnnGoldenTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @CsvSource({"cosine, cosine", "inner-product, ip"})
  void ranksAsTheReferenceStudy(String similarity, String branch) throws IOException {
    for (Path folder : GoldenFolder.variants("knn", "config.json")) {
      Safetensors input = Safetensors.open(folder.resolve("input.safetensors"));
      TrainingSet data = data(input);
      ContentRecommender knn = train(data, vectors(input), similarity);
      Tensor scores =
          Safetensors.open(folder.resolve("expected.safetensors")).tensor(branch + ".scores");
      JsonNode lists =
          new ObjectMapper().readTree(folder.resolve("expected_recs.json").toFile()).get(branch);

      for (TrainingSet.Listener listener : data.listeners()) {
        History history = listener.history();
        checkScores(knn, history, scores);
        checkList(knn, history, lists.get(listener.userId()));
      }
    }
  }

  private static void checkScores(ContentRecommender knn, History history, Tensor scores) {
    float[] expected = scores.toFloats();
    int items = Math.toIntExact(scores.shape().get(1));
    int user = Integer.parseInt(history.userId());
    float[] profile = knn.profile(history);
    for (int item = 0; item < items; item++) {
      assertThat((double) knn.score(profile, Integer.toString(item)))
          .isCloseTo(expected[user * items + item], within(TOLERANCE));
    }
  }

  private static void checkList(ContentRecommender knn, History history, JsonNode expected) {
    List<String> list =
        knn.recommend(history, expected.size(), TrackFilter.ALL).stream()
            .map(ScoredTrack::trackId)
            .toList();
    for (int i = 0; i < expected.size(); i++) {
      assertThat(list.get(i)).isEqualTo(expected.get(i).asText());
    }
  }

  private static ContentRecommender train(
      TrainingSet data, TrackVectors vectors, String similarity) {
    AlgorithmSettings settings =
        AlgorithmSettings.DEFAULTS.with("similarity", similarity).with("standardise", "false");
    return (ContentRecommender) new Knn().train(data, vectors, settings, TrainingRun.SILENT);
  }

  private static TrainingSet data(Safetensors input) throws IOException {
    long[] pairs = input.tensor("interactions").toLongs();
    TrainingSetBuilder builder = new TrainingSetBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      builder.add(new Play(Long.toString(pairs[i]), Long.toString(pairs[i + 1]), i));
    }
    return builder.build();
  }

  private static TrackVectors vectors(Safetensors input) throws IOException {
    Tensor tensor = input.tensor("item_embeddings");
    int dimension = Math.toIntExact(tensor.shape().get(1));
    float[] values = tensor.toFloats();
    Map<String, float[]> byTrack = new HashMap<>();
    for (int item = 0; item * dimension < values.length; item++) {
      byTrack.put(
          Integer.toString(item),
          Arrays.copyOfRange(values, item * dimension, (item + 1) * dimension));
    }
    return new TrackVectors(dimension, byTrack);
  }
}
