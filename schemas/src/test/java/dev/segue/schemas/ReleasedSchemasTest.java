// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaValidatorBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReleasedSchemasTest {
  private static final Map<String, Schema> CURRENT =
      Map.of(
          "PlayEvent", PlayEvent.getClassSchema(),
          "Track", Track.getClassSchema(),
          "TrackEmbedding", TrackEmbedding.getClassSchema(),
          "HistoryEntry", HistoryEntry.getClassSchema(),
          "ModelRelease", ModelRelease.getClassSchema(),
          "Recommendations", Recommendations.getClassSchema(),
          "TrainingRequest", TrainingRequest.getClassSchema(),
          "TrainingReport", TrainingReport.getClassSchema());

  static List<String> records() {
    return CURRENT.keySet().stream().sorted().toList();
  }

  @Test
  void keepsEveryRecordThatHasASerde() {
    assertThat(ReleasedSchemas.versions().keySet()).isEqualTo(CURRENT.keySet());
  }

  @ParameterizedTest
  @MethodSource("records")
  void keepsTheCurrentSchemaAsTheNewestReleasedVersion(String record) {
    List<Schema> versions = ReleasedSchemas.versions().get(record);
    assertThat(versions).as("add released/%s/v1.avsc", record).isNotEmpty();
    assertThat(versions.get(versions.size() - 1))
        .as("%s changed: add released/%s/v%d.avsc", record, record, versions.size() + 1)
        .isEqualTo(CURRENT.get(record));
  }

  @ParameterizedTest
  @MethodSource("records")
  void staysFullyTransitivelyCompatible(String record) throws Exception {
    var validator = new SchemaValidatorBuilder().mutualReadStrategy().validateAll();
    List<Schema> versions = ReleasedSchemas.versions().get(record);
    for (int i = 0; i < versions.size(); i++) {
      validator.validate(versions.get(i), versions.subList(0, i));
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void documentsEveryRecord(String record) {
    assertThat(CURRENT.get(record).getDoc()).isNotBlank();
  }
}
