// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

/** How a command prints its result. */
enum Output {
  /** For people. */
  TEXT,
  /** One JSON document on standard output and nothing else there. */
  JSON
}
