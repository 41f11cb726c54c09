// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import dev.segue.nn.torch.Precision;
import java.util.Map;

/** One {@link FrontConvolution} in TorchScript: {@code [B, T, M]} to {@code [B, T, filters]}. */
final class FrontText {
  private static final String OVER_MELS =
      """
      def <name>(self, p: List[Tensor], x: Tensor) -> Tensor:
        padded = torch.constant_pad_nd(x, [0, <more>, 3, 3])
        windows = torch.as_strided(padded, [torch.size(x, 0), <frames>, <blocks>, <rows>, <window>], \
      [<clip>, <padded>, <block>, <padded>, 1])
        rows = torch.to(torch.reshape(windows, [-1, <columns>]), <type>)
        products = torch.linear(rows, {<name>.weight}, {<name>.bias})
        seen = torch.slice(torch.view(products, [-1, <covered>, <filters>]), 1, 0, <positions>, 1)
        largest = torch.view(torch.amax(seen, [1]), [-1, <frames>, <filters>])
        return (self).front(largest, {<name>.sign}, {<name>.scale}, {<name>.shift})
      """;

  private static final String OVER_FRAMES =
      """
      def <name>(self, p: List[Tensor], x: Tensor) -> Tensor:
        padded = torch.constant_pad_nd(torch.transpose(x, 1, 2), [<before>, <after>])
        windows = torch.as_strided(padded, [torch.size(x, 0), <blocks>, <mels>, <window>], \
      [<clip>, <block>, <padded>, 1])
        rows = torch.to(torch.reshape(windows, [-1, <columns>]), <type>)
        products = torch.linear(rows, {<name>.weight}, {<name>.bias})
        seen = torch.amax(torch.view(products, [-1, <mels>, <together>]), [1])
        largest = torch.slice(torch.view(seen, [-1, <covered>, <filters>]), 1, 0, <frames>, 1)
        return (self).front(largest, {<name>.sign}, {<name>.scale}, {<name>.shift})
      """;

  private FrontText() {}

  static String of(MusicnnConfig config, FrontConvolution front, Precision precision) {
    int frames = config.patchFrames();
    int lines = front.slidesOverMels() ? frames + FrontConvolution.FRAMES - 1 : config.mels();
    // As TensorFlow pads for SAME: the odd one behind.
    int before = (front.length() - 1) / 2;
    String text = front.slidesOverMels() ? OVER_MELS : OVER_FRAMES;
    Map<String, Integer> numbers =
        Map.ofEntries(
            Map.entry("more", front.padded() - config.mels()),
            Map.entry("before", before),
            Map.entry("after", front.padded() - before - frames),
            Map.entry("frames", frames),
            Map.entry("mels", config.mels()),
            Map.entry("blocks", front.blocks()),
            Map.entry("block", front.block()),
            Map.entry("covered", front.blocks() * front.block()),
            Map.entry("together", front.block() * front.filters()),
            Map.entry("positions", front.positions()),
            Map.entry("rows", front.rows()),
            Map.entry("window", front.window()),
            Map.entry("columns", front.rows() * front.window()),
            Map.entry("clip", lines * front.padded()),
            Map.entry("padded", front.padded()),
            Map.entry("filters", front.filters()),
            Map.entry("type", precision.number()));
    for (Map.Entry<String, Integer> number : numbers.entrySet()) {
      text = text.replace("<" + number.getKey() + ">", String.valueOf(number.getValue()));
    }
    return text.replace("<name>", front.name());
  }
}
