// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/** The non-linear functions of these networks. */
enum Activation {
  /** Exact, with the error function (Hendrycks and Gimpel 2016). */
  GELU("torch.gelu(%s)"),
  /** Also called Swish (Ramachandran et al. 2017). */
  SILU("torch.silu(%s)");

  private final String format;

  Activation(String format) {
    this.format = format;
  }

  String of(Body body, String x) {
    return body.let(format, x);
  }
}
