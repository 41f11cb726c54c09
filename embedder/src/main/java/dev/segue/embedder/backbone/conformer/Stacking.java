// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

/**
 * Four frames laid side by side, then a dense layer: cheap enough for small machines. Frames that
 * do not fill a group are left out.
 */
record Stacking(int bins, int size) implements FrontEnd {
  @Override
  public String of(Body outer, String mel) {
    Body body = outer.in("stack");
    return body.linear(stacked(body, mel, bins), "linear", FRAMES * bins, size, true);
  }

  /** {@code [B, frames, bins]} to {@code [B, frames / 4, 4 * bins]}, earlier frames first. */
  static String stacked(Body body, String mel, int bins) {
    String groups = body.let("torch.floordiv(torch.size(%s, 1), %d)", mel, FRAMES);
    String whole = body.let("torch.slice(%s, 1, 0, torch.mul(%s, %d))", mel, groups, FRAMES);
    return body.let(
        "torch.reshape(%1$s, [torch.size(%1$s, 0), %2$s, %3$d])", whole, groups, FRAMES * bins);
  }

  @Override
  public int positions(int frames) {
    return frames / FRAMES;
  }
}
