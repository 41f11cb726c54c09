// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.conformer;

import dev.segue.nn.torch.Initial;
import dev.segue.nn.torch.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The body of one method in TorchScript while it is written, operation by operation. Values are
 * names of its variables; every value has a name of its own, and PyTorch frees it after its last
 * use. Shapes: B sequences of a batch, T positions, D values of a position.
 */
final class Body {
  private final Parameters parameters;
  private final String prefix;
  private final Mode mode;
  private final List<String> lines;

  /**
   * What the method is for.
   *
   * @param training whether dropout is on and batches are normalised by their own statistics
   * @param dropout the part of the values that is left out in training
   * @param precision of the matrices
   */
  record Mode(boolean training, double dropout, Precision precision) {
    static final Mode INFERENCE = new Mode(false, 0, Precision.FLOAT32);

    static Mode training(double dropout) {
      return new Mode(true, dropout, Precision.FLOAT32);
    }

    static Mode inference(Precision precision) {
      return new Mode(false, 0, precision);
    }
  }

  Body(Parameters parameters, Mode mode) {
    this(parameters, "", mode, new ArrayList<>());
  }

  private Body(Parameters parameters, String prefix, Mode mode, List<String> lines) {
    this.parameters = parameters;
    this.prefix = prefix;
    this.mode = mode;
    this.lines = lines;
  }

  /** The same body, with names of parameters that begin with this one. */
  Body in(String part) {
    return part.isEmpty() ? this : new Body(parameters, prefix + part + ".", mode, lines);
  }

  Mode mode() {
    return mode;
  }

  /** Uses a parameter that is trained; gives the text that stands for it. */
  String parameter(String name, Initial initial, long... shape) {
    parameters.declare(prefix + name, initial, true, shape);
    return "{" + prefix + name + "}";
  }

  /** Uses a parameter that the gradient does not change. */
  String frozen(String name, Initial initial, long... shape) {
    parameters.declare(prefix + name, initial, false, shape);
    return "{" + prefix + name + "}";
  }

  /** Gives a value a name. */
  String let(String format, Object... arguments) {
    String name = "v" + lines.size();
    lines.add(name + " = " + expression(format, arguments));
    return name;
  }

  /** A number as TorchScript reads it. */
  static String number(double value) {
    return String.format(Locale.ROOT, "%.17e", value);
  }

  /** {@code x w^T + b} over the last dimension. */
  String linear(String x, String name, int in, int out, boolean biased) {
    String weight = matrix(name + ".weight", Initial.linear(in), out, in);
    String bias = biased ? matrix(name + ".bias", Initial.linear(in), out) : "None";
    return product("torch.linear(%s, %s, %s)", x, weight, bias);
  }

  /** Normalises over the last dimension (Ba et al. 2016). */
  String layerNorm(String x, String name, int size, double epsilon) {
    String weight = parameter(name + ".weight", Initial.ONES, size);
    String bias = parameter(name + ".bias", Initial.ZEROS, size);
    return let("torch.layer_norm(%s, [%d], %s, %s, %s)", x, size, weight, bias, number(epsilon));
  }

  /**
   * Each channel over time with a filter of its own.
   *
   * @param x {@code [B, channels, T]}
   */
  String depthwise(String x, String name, int channels, int kernel, int padding) {
    String weight = parameter(name + ".weight", Initial.linear(kernel), channels, 1, kernel);
    String bias = parameter(name + ".bias", Initial.linear(kernel), channels);
    return let("torch.conv1d(%s, %s, %s, [1], [%d], [1], %d)", x, weight, bias, padding, channels);
  }

  /** Leaves values out, in training only (Srivastava et al. 2014). */
  String dropout(String x) {
    return mode.training() && mode.dropout() > 0
        ? let("torch.dropout(%s, %s, True)", x, number(mode.dropout()))
        : x;
  }

  String add(String a, String b) {
    return let("torch.add(%s, %s)", a, b);
  }

  /** A parameter of a product, which {@link #product} then forms in the wanted precision. */
  String matrix(String name, Initial initial, long... shape) {
    parameters.matrix(prefix + name);
    return parameter(name, initial, shape);
  }

  /** A product of values and matrices; the values are the format's first argument. */
  String product(String format, String x, Object... matrices) {
    boolean reduced = mode.precision() != Precision.FLOAT32;
    Object[] arguments = new Object[matrices.length + 1];
    arguments[0] = reduced ? let("torch.to(%s, %d)", x, mode.precision().number()) : x;
    System.arraycopy(matrices, 0, arguments, 1, matrices.length);
    String y = let(format, arguments);
    return reduced ? let("torch.to(%s, 6)", y) : y;
  }

  /** An input of the method. */
  String input(int index) {
    return let("x[%d]", index);
  }

  /** The method, as networks call it, which gives these values. */
  String method(String name, List<String> results) {
    return "def %s(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:%n%s"
        .formatted(name, text())
        .concat("  return [" + String.join(", ", results) + "]\n");
  }

  /** The loss of a network, as trainers call it. */
  String loss(String result) {
    return "def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:%n%s"
        .formatted(text())
        .concat("  return " + result + "\n");
  }

  private String text() {
    return String.join("\n", lines).indent(2);
  }

  private static String expression(String format, Object... arguments) {
    return arguments.length == 0 ? format : String.format(Locale.ROOT, format, arguments);
  }
}
