// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.torch.Initial;

/**
 * The random-projection quantiser of BEST-RQ (Chiu et al. 2022): what is to be guessed of hidden
 * audio. A vector is projected at random and becomes the number of the nearest of random codes,
 * both normalised. Nothing of it is trained.
 *
 * @param inputs size of a vector
 * @param size of a code
 * @param codes how many there are
 */
record Quantizer(int inputs, int size, int codes) {
  /** {@code [..., inputs]} to numbers {@code [...]}; the first of equally near ones. */
  String of(Body body, String x) {
    String projection =
        body.frozen("random_projection", Initials.xavier(inputs, size), inputs, size);
    String codebook = body.frozen("codebook", Initial.normal(1), codes, size);
    String projected = body.let("torch.matmul(%s, %s)", x, projection);
    // Of vectors of length 1 the nearest is the one with the largest product.
    String products =
        body.let(
            "torch.matmul(%s, torch.t(%s))",
            normalised(body, projected), normalised(body, codebook));
    return body.let("torch.argmax(%s, -1)", products);
  }

  private static String normalised(Body body, String x) {
    String length = body.let("torch.sqrt(torch.sum(torch.mul(%1$s, %1$s), [-1], True))", x);
    return body.let("torch.div(%s, torch.clamp_min(%s, %s))", x, length, Body.number(1e-12));
  }
}
