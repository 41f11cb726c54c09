// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

/**
 * What was found about one thing.
 *
 * @param name of the thing
 * @param status whether Segue can run with it
 * @param detail what it is; where it is not well, what to do
 */
public record Finding(String name, Status status, String detail) {
  /** How well it is. */
  public enum Status {
    /** As it should be. */
    OK,
    /** Segue runs; something is slower or missing. */
    NOTE,
    /** Segue, as it is set up, does not run. */
    FAIL
  }

  static Finding ok(String name, String detail) {
    return new Finding(name, Status.OK, detail);
  }

  static Finding note(String name, String detail) {
    return new Finding(name, Status.NOTE, detail);
  }

  static Finding fail(String name, String detail) {
    return new Finding(name, Status.FAIL, detail);
  }
}
