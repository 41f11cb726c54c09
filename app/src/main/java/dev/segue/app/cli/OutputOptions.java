// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import picocli.CommandLine.Option;

/** How a command prints its result: the same flag on every one that prints something. */
final class OutputOptions {
  @Option(
      names = "--output",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of the result (default: ${DEFAULT-VALUE}).")
  private Output form;

  /** Whether it is one JSON document, and nothing else on standard output. */
  boolean json() {
    return form == Output.JSON;
  }
}
