// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import dev.segue.nn.torch.Precision;
import java.util.List;
import java.util.stream.Collectors;

/**
 * MusiCNN in TorchScript. B patches of a batch, T frames, M mels, C values of a frame.
 *
 * <p>The convolutions over the spectrum are matrix products over blocks of neighbouring positions,
 * see {@link FrontConvolution}: the input has a single channel, for which direct convolutions are
 * slow.
 */
final class MusicnnText {
  /**
   * What {@code stages} gives, in its order: {@code [B, T, M]} for the input, {@code [B, C, T]} up
   * to cnn3, {@code [B, C]} from there on.
   */
  static final List<String> STAGES =
      List.of(
          "input",
          "timbral",
          "temporal",
          "cnn1",
          "cnn2",
          "cnn3",
          "max_pool",
          "mean_pool",
          "flat_pool",
          "penultimate",
          "logits",
          "taggram");

  private static final String METHODS =
      """
      def normed(self, x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        return torch.add(torch.mul(torch.relu(x), scale), shift)
      def front(self, x: Tensor, sign: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        return (self).normed(torch.mul(torch.to(x, 6), sign), scale, shift)
      def middle(self, x: Tensor, w: Tensor, b: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        y = torch.conv1d(x, w, b, [1], [%1$d])
        return (self).normed(y, torch.unsqueeze(scale, 1), torch.unsqueeze(shift, 1))
      %2$s
      def stages(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        input = torch.add(torch.mul(x[0], {input.scale}), {input.shift})
      %3$s
        timbral = torch.transpose(torch.cat([timbral0, timbral1], 2), 1, 2)
        temporal = torch.transpose(torch.cat([temporal0, temporal1, temporal2], 2), 1, 2)
        front = torch.cat([timbral, temporal], 1)
        cnn1 = (self).middle(front, {mid0.weight}, {mid0.bias}, {mid0.scale}, {mid0.shift})
        mid1 = (self).middle(cnn1, {mid1.weight}, {mid1.bias}, {mid1.scale}, {mid1.shift})
        cnn2 = torch.add(mid1, cnn1)
        mid2 = (self).middle(cnn2, {mid2.weight}, {mid2.bias}, {mid2.scale}, {mid2.shift})
        cnn3 = torch.add(mid2, cnn2)
        all = torch.cat([front, cnn1, cnn2, cnn3], 1)
        max_pool = torch.amax(all, [2])
        mean_pool = torch.mean(all, [2])
        flat_pool = torch.flatten(torch.stack([max_pool, mean_pool], 2), 1)
        normal = torch.add(torch.mul(flat_pool, {pooled.scale}), {pooled.shift})
        dense = torch.linear(normal, {dense.weight}, {dense.bias})
        penultimate = (self).normed(dense, {penultimate.scale}, {penultimate.shift})
        logits = torch.linear(penultimate, {tags.weight}, {tags.bias})
        taggram = torch.sigmoid(logits)
        return [%4$s]
      def embed(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        s = (self).stages(p, x)
        return [s[%5$d], s[%6$d]]
      """;

  private MusicnnText() {}

  /**
   * Methods {@code stages}, which gives what {@link #STAGES} lists, and {@code embed}, which gives
   * the penultimate layer and the probabilities; both take {@code [B, T, M]}.
   *
   * @param precision of the convolutions over the spectrum
   */
  static String of(MusicnnConfig config, Precision precision) {
    List<FrontConvolution> fronts = FrontConvolution.all(config);
    return METHODS.formatted(
        FrontConvolution.FRAMES / 2,
        fronts.stream()
            .map(front -> FrontText.of(config, front, precision))
            .collect(Collectors.joining()),
        fronts.stream()
            .map(front -> "  %1$s = (self).%1$s(p, input)".formatted(front.name()))
            .collect(Collectors.joining("\n")),
        String.join(", ", STAGES),
        STAGES.indexOf("penultimate"),
        STAGES.indexOf("taggram"));
  }
}
