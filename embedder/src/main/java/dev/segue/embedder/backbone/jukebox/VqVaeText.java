// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.jukebox;

/** The encoder of the VQ-VAE's last level and its codebook, in TorchScript. */
final class VqVaeText {
  /** The code of a position is the nearest of the codebook, the first one of several. */
  private static final String CODES =
      """
      def codes(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        y = (self).encoder(p, x[0])
        rows = torch.transpose(torch.select(y, 0, 0), 0, 1)
        c = {bottleneck.level_blocks.%1$d.k}
        d = torch.mul(torch.mm(rows, torch.t(c)), -2.)
        d = torch.add(d, torch.sum(torch.mul(rows, rows), [1], True))
        d = torch.add(d, torch.sum(torch.mul(c, c), [1]))
        return [torch.argmin(d, 1), y]
      def first_stage(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [(self).stage_0(p, x[0])]
      """;

  private final VqVaeConfig config;
  private final StringBuilder text = new StringBuilder();

  private VqVaeText(VqVaeConfig config) {
    this.config = config;
  }

  /**
   * The methods {@code codes}: audio [1, 1, samples] to codes [positions] and what they stand for
   * [1, values, positions]; and {@code first_stage}, to the output of the first stage.
   */
  static String of(VqVaeConfig config) {
    VqVaeText made = new VqVaeText(config);
    for (int stage = 0; stage < config.levels(); stage++) {
      made.stage(stage);
    }
    made.line("def encoder(self, p: List[Tensor], x: Tensor) -> Tensor:");
    for (int stage = 0; stage < config.levels(); stage++) {
      made.line(
          "  x%d = (self).stage_%d(p, %s)"
              .formatted(stage, stage, stage == 0 ? "x" : "x" + (stage - 1)));
    }
    made.line("  return x%d".formatted(config.top()));
    return made.text + CODES.formatted(config.top());
  }

  private void stage(int stage) {
    String prefix = "encoders.%d.level_blocks.%d.model.".formatted(config.top(), stage);
    line("def stage_%d(self, p: List[Tensor], x: Tensor) -> Tensor:".formatted(stage));
    line("  y = x");
    int halvings = config.halvings().get(stage);
    for (int halving = 0; halving < halvings; halving++) {
      convolution("y", "y", prefix + halving + ".0", 2, 1, 1);
      for (int block = 0; block < config.depth(config.top()); block++) {
        String name = prefix + "%d.1.model.%d.model.".formatted(halving, block);
        int dilation = config.dilation(block);
        line("  r = torch.relu(y)");
        convolution("r", "r", name + 1, 1, dilation, dilation);
        line("  r = torch.relu(r)");
        convolution("r", "r", name + 3, 1, 0, 1);
        line("  y = torch.add(y, r)");
      }
    }
    convolution("y", "y", prefix + halvings, 1, 1, 1);
    line("  return y");
  }

  private void convolution(
      String to, String from, String name, int stride, int padding, int dilation) {
    line(
        "  %s = torch.conv1d(%s, {%s.weight}, {%s.bias}, [%d], [%d], [%d])"
            .formatted(to, from, name, name, stride, padding, dilation));
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
