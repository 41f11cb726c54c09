// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.runtime.kryo.KryoSerializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerJobTest {
  @TempDir Path folder;
  private StreamGraph graph;

  @BeforeEach
  void build() throws Exception {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    TrainerJob.build(
        env,
        Settings.of(TrainerSettings.class, Map.of()),
        KafkaSettings.at("localhost:1"),
        Topics.standard(),
        ObjectStore.at(folder));
    graph = env.getStreamGraph();
  }

  @Test
  void givesEveryOperatorAUidAndAName() {
    assertThat(graph.getStreamNodes())
        .isNotEmpty()
        .allSatisfy(
            node -> {
              assertThat(node.getTransformationUID()).as(node.getOperatorName()).isNotBlank();
              assertThat(node.getOperatorName()).isNotBlank();
            });
  }

  /** A checkpoint is lost to a job that calls its operators otherwise. */
  @Test
  void keepsTheUidsThatCheckpointsKnow() {
    assertThat(
            graph.getStreamNodes().stream()
                .map(StreamNode::getTransformationUID)
                .filter(uid -> !uid.contains(":"))
                .collect(Collectors.toSet()))
        .contains(
            "plays",
            "decode-plays",
            "count-plays",
            "training-requests",
            "decode-requests",
            "training-reports",
            "decode-reports",
            "training-trigger",
            "histories",
            "round-collector",
            "training");
  }

  @Test
  void movesAndKeepsNothingByKryo() {
    for (StreamNode node : graph.getStreamNodes()) {
      assertNoKryo(node, node.getTypeSerializerOut());
      for (TypeSerializer<?> in : node.getTypeSerializersIn()) {
        assertNoKryo(node, in);
      }
    }
  }

  @Test
  void trainsInASlotOfItsOwn() {
    for (StreamNode node : graph.getStreamNodes()) {
      String expected = "training".equals(node.getTransformationUID()) ? "training" : "default";
      assertThat(node.getSlotSharingGroup()).as(node.getOperatorName()).isEqualTo(expected);
    }
  }

  private static void assertNoKryo(StreamNode node, TypeSerializer<?> serializer) {
    assertThat(serializer).as(node.getOperatorName()).isNotInstanceOf(KryoSerializer.class);
  }
}
