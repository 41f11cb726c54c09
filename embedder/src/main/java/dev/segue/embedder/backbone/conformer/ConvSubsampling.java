// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.torch.Initial;

/**
 * Two residual 2-D convolutions, each of which halves time and frequency, then a dense layer: the
 * front end of MusicFM (Won et al. 2023).
 */
record ConvSubsampling(int bins, int channels, int size) implements FrontEnd {
  /** PyTorch's defaults. */
  private static final double EPSILON = 1e-5;

  private static final double MOMENTUM = 0.1;

  @Override
  public String of(Body outer, String mel) {
    Body body = outer.in("conv");
    String image = body.let("torch.unsqueeze(torch.transpose(%s, 1, 2), 1)", mel);
    String half = residual(body.in("conv.0"), image, 1);
    String quarter = residual(body.in("conv.1"), half, channels);
    String byTime = body.let("torch.permute(%s, [0, 3, 1, 2])", quarter);
    String flat = body.let("torch.flatten(%s, 2)", byTime);
    return body.linear(flat, "linear", channels * positions(bins), size, true);
  }

  private String residual(Body body, String x, int from) {
    String one = normal(body, convolution(body, x, "conv1", from, 2), "bn1");
    String main = convolution(body, body.let("torch.relu(%s)", one), "conv2", channels, 1);
    String past = normal(body, convolution(body, x, "conv3", from, 2), "bn3");
    return body.let("torch.relu(torch.add(%s, %s))", normal(body, main, "bn2"), past);
  }

  private String convolution(Body body, String x, String name, int from, int stride) {
    Initial initial = Initial.linear(9L * from);
    String weight = body.parameter(name + ".weight", initial, channels, from, 3, 3);
    String bias = body.parameter(name + ".bias", initial, channels);
    return body.let("torch.conv2d(%s, %s, %s, [%4$d, %4$d], [1, 1])", x, weight, bias, stride);
  }

  private String normal(Body body, String x, String name) {
    String mean = body.frozen(name + ".running_mean", Initial.ZEROS, channels);
    String variance = body.frozen(name + ".running_var", Initial.ONES, channels);
    return body.let(
        "torch.batch_norm(%s, %s, %s, %s, %s, %s, %s, %s, True)",
        x,
        body.parameter(name + ".weight", Initial.ONES, channels),
        body.parameter(name + ".bias", Initial.ZEROS, channels),
        mean,
        variance,
        body.mode().training() ? "True" : "False",
        Body.number(MOMENTUM),
        Body.number(EPSILON));
  }

  @Override
  public int positions(int frames) {
    int half = (frames + 1) / 2;
    return (half + 1) / 2;
  }
}
