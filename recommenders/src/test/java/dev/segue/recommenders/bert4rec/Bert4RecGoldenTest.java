// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.bert4rec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Adam;
import dev.segue.nn.torch.Network;
import dev.segue.nn.torch.Schedule;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Trainer;
import dev.segue.recommenders.Recommender;
import dev.segue.recommenders.ScoredTrack;
import dev.segue.recommenders.TrackFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reference study's own network and training, without dropout. */
class Bert4RecGoldenTest {
  private static final float TOLERANCE = 1e-4f;

  @TempDir Path models;

  @Test
  void computesTheSameHiddenStatesAndLogits() throws IOException {
    for (StudyFixture fixture : StudyFixture.all()) {
      try (Network network = fixture.network();
          NDManager scope = Torch.scope()) {
        StudyFixture.Batch batch = fixture.batch(scope, 0);
        NDArray rows = fixture.rows(scope, batch.ids());
        List<NDArray> states = network.call(scope, "states", rows, batch.keys());

        assertThat(states).hasSize(fixture.sizes().layers() + 1);
        for (int i = 0; i < states.size(); i++) {
          assertClose(
              "hidden state " + i,
              states.get(i).toFloatArray(),
              fixture.expected("forward.hidden_states." + i));
        }
        NDArray last = states.get(states.size() - 1);
        NDArray logits =
            last.reshape(-1, fixture.sizes().width()).matMul(fixture.table(scope).transpose());
        assertClose("logits", logits.toFloatArray(), fixture.expected("forward.logits"));
      }
    }
  }

  @Test
  void computesTheChosenPlacesAsAllPlaces() throws IOException {
    for (StudyFixture fixture : StudyFixture.all()) {
      try (Network network = fixture.network();
          NDManager scope = Torch.scope()) {
        StudyFixture.Batch batch = fixture.batch(scope, 0);
        NDArray rows = fixture.rows(scope, batch.ids());
        List<NDArray> states = network.call(scope, "states", rows, batch.keys());
        NDArray encoded = network.call(scope, "encode", rows, batch.keys(), batch.places()).get(0);
        NDArray expected =
            states.get(states.size() - 1).reshape(-1, fixture.sizes().width()).get(batch.places());

        assertClose(fixture.toString(), encoded.toFloatArray(), expected.toFloatArray());
      }
    }
  }

  @Test
  void findsTheSameGradients() throws IOException {
    for (StudyFixture fixture : StudyFixture.all()) {
      try (Network network = fixture.network();
          Trainer trainer = trainer(network);
          NDManager scope = Torch.scope()) {
        Map<String, float[]> found = trainer.gradients(fixture.batch(scope, 0).inputs()).byName();

        assertThat(found.keySet())
            .containsExactlyInAnyOrderElementsOf(fixture.expectedNames("grad0."));
        found.forEach(
            (name, gradient) -> assertClose(name, gradient, fixture.expected("grad0." + name)));
      }
    }
  }

  @Test
  void trainsAsTheStudyDid() throws IOException {
    for (StudyFixture fixture : StudyFixture.all()) {
      try (Network network = fixture.network();
          Trainer trainer = trainer(network);
          NDManager scope = Torch.scope()) {
        float[] losses = fixture.expected("losses");
        for (int i = 0; i < losses.length; i++) {
          float loss = trainer.step(fixture.batch(scope, i).inputs()).loss();

          assertClose("loss " + i, new float[] {loss}, new float[] {losses[i]});
        }
        for (Tensor tensor : network.tensors().values()) {
          // The true gradient of a key bias is zero: Adam turns its rounding into steps.
          if (!tensor.name().endsWith("key.bias")) {
            assertClose(
                tensor.name(), tensor.toFloats(), fixture.expected("final." + tensor.name()));
          }
        }
      }
    }
  }

  @Test
  void listsTheTracksThatTheStudyListed() throws IOException {
    for (StudyFixture fixture : StudyFixture.all()) {
      Path folder = Files.createDirectory(models.resolve(fixture.toString()));
      float[] logits = fixture.expected("predict.last_item_logits");
      long[] users = fixture.input().tensor("predict.user_id").toLongs();
      JsonNode lists = fixture.json("expected_recs_top10.json");
      try (Recommender model = fixture.recommender(folder)) {
        for (int i = 0; i < users.length; i++) {
          String user = Long.toString(users[i]);
          List<String> expected = new ArrayList<>();
          lists.get(user).forEach(track -> expected.add(track.asText()));
          List<ScoredTrack> list =
              model.recommend(fixture.history(user), expected.size(), TrackFilter.ALL);

          assertThat(list).extracting(ScoredTrack::trackId).isEqualTo(expected);
          for (ScoredTrack track : list) {
            int at = i * fixture.items() + Integer.parseInt(track.trackId());
            assertThat(track.score()).isCloseTo(logits[at], within(TOLERANCE));
          }
        }
      }
    }
  }

  @Test
  void takesTheStudysCheckpointsAsTheyAre() throws IOException {
    for (StudyFixture fixture : StudyFixture.all()) {
      Path file = fixture.folder().resolve("checkpoint_after5_study_format.pt");
      try (Network network = fixture.network()) {
        network.load(StudyFixture.used(Checkpoints.read(file, "model_state_dict")));

        for (Tensor tensor : network.tensors().values()) {
          assertThat(tensor.toFloats())
              .as(tensor.name())
              .containsExactly(fixture.expected("final." + tensor.name()));
        }
      }
    }
  }

  private static Trainer trainer(Network network) {
    return new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
  }

  private static void assertClose(String what, float[] actual, float[] expected) {
    assertThat(actual).as(what).usingComparatorWithPrecision(TOLERANCE).containsExactly(expected);
  }
}
