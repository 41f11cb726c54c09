// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.plays;

/** A Kafka record as it lay in its topic. A Flink POJO: public fields, compared by identity. */
public final class RawRecord {
  /** The full topic name. */
  public String topic;

  /** The partition it was read from. */
  public int partition;

  /** Its place in the partition. */
  public long offset;

  /** Null if it has no key. */
  public byte[] key;

  /** Null for a tombstone. */
  public byte[] value;

  /** Names of its headers, in order. */
  public String[] headerNames = {};

  /** Values of its headers, each may be null. */
  public byte[][] headerValues = {};
}
