// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrainingReport;

/** A release or a report, ready to be written to its topic. A Flink POJO. */
public final class OutgoingRecord {
  /** The full topic name. */
  public String topic;

  /** The record's key. */
  public String key;

  /** The record's bytes. */
  public byte[] value;

  /** The record's time, ms since 1970: results of a trainer have no time of their own in Flink. */
  public long timestamp;

  /** Announces a release. */
  static OutgoingRecord of(String topic, ModelRelease release) {
    OutgoingRecord record = new OutgoingRecord();
    record.topic = topic;
    record.key = release.getName();
    record.value = Serdes.MODEL_RELEASE.toBytes(release);
    record.timestamp = release.getTrainedAt().toEpochMilli();
    return record;
  }

  /** Tells how a training ended. */
  static OutgoingRecord of(String topic, TrainingReport report) {
    OutgoingRecord record = new OutgoingRecord();
    record.topic = topic;
    record.key = report.getAlgorithm();
    record.value = Serdes.TRAINING_REPORT.toBytes(report);
    record.timestamp = report.getFinishedAt().toEpochMilli();
    return record;
  }
}
