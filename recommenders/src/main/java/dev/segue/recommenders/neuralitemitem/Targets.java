// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

/** Which tracks of a history are told from the others. */
enum Targets {
  /** Any, drawn at random. */
  MASKED,
  /** Those after a point in time, drawn at random. */
  FUTURE
}
