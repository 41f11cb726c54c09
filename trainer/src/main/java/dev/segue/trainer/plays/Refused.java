// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.plays;

/** A record that cannot be used, and why. A Flink POJO. */
public final class Refused {
  /** The record. */
  public RawRecord record;

  /** Class name of the error. */
  public String exception;

  /** What was wrong, for people. */
  public String message;

  /** For Flink. */
  public Refused() {}

  /** Refuses a record for this reason. */
  public Refused(RawRecord record, String exception, String message) {
    this.record = record;
    this.exception = exception;
    this.message = message;
  }
}
