// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.segue.nn.safetensors.SafetensorsException;
import dev.segue.nn.safetensors.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final String REGRESSION =
      """
      def predict(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
        return [torch.linear(x[0], {w}, {b})]
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        y = torch.linear(torch.dropout(x[0], 0.25, True), {w}, {b})
        return torch.mse_loss(y, x[1])
      """;

  private static final String LOOKUP =
      """
      def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
        rows = torch.embedding({table}, torch.to(x[0], 4), -1, False, SPARSE)
        return torch.mean(torch.pow(torch.sub(rows, 1.), 2))
      """;

  @TempDir Path folder;

  @Test
  void saysWhichLineDoesNotCompile() {
    assertThatThrownBy(
            () ->
                Network.builder(1)
                    .methods(
                        """
                        def f(self, p: List[Tensor], x: List[Tensor]) -> List[Tensor]:
                          return [torch.no_such_operation(x[0])]
                        """)
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no_such_operation");
  }

  @Test
  void saysWhichParameterIsNotDeclared() {
    assertThatThrownBy(() -> Network.builder(1).methods("def f(self): {weight}").build())
        .hasMessageContaining("weight, which is not declared");
  }

  @Test
  void refusesALossThatIsNotFinite() {
    try (Network network = regression();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      List<NDArray> broken =
          List.of(scope.full(new Shape(1, 3), Float.NaN), scope.zeros(new Shape(1, 2)));

      assertThatThrownBy(() -> trainer.step(broken))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("the loss of step 1 is NaN");
    }
  }

  @Test
  void refusesWeightsOfAnotherNetwork() {
    try (Network network = regression()) {
      assertThatThrownBy(() -> network.load(List.of(Tensor.of("w", new float[6], 2, 3))))
          .hasMessageContaining("missing [b]");
      assertThatThrownBy(
              () ->
                  network.load(
                      List.of(Tensor.of("w", new float[6], 3, 2), Tensor.of("b", new float[2], 2))))
          .hasMessageContaining("tensor w has the shape [3, 2] where the network has [2, 3]");
    }
  }

  @Test
  void refusesAFileItDidNotWrite() throws Exception {
    try (Network network = regression();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1)) {
      Path file = folder.resolve("other.safetensors");
      dev.segue.nn.safetensors.Safetensors.write(
          file, network.tensors().values(), java.util.Map.of());

      assertThatThrownBy(() -> trainer.load(file))
          .isInstanceOf(SafetensorsException.class)
          .hasMessageContaining("adam.m.w");
    }
  }

  @Test
  void givesTheGradientsOfTheLoss() {
    try (Network network =
            Network.builder(1)
                .parameter("w", Initial.of(new float[] {1, 2}), 2)
                .frozen("c", Initial.ONES, 2)
                .methods(
                    """
                    def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
                      return torch.sum(torch.mul(torch.mul({w}, {w}), torch.mul({c}, x[0])))
                    """)
                .build();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      Trainer.Gradients gradients = trainer.gradients(List.of(scope.create(new float[] {3, 5})));

      assertThat(gradients.loss()).isEqualTo(23);
      assertThat(gradients.byName()).containsOnlyKeys("w");
      assertThat(gradients.byName().get("w")).containsExactly(6, 20);
    }
  }

  @Test
  void stepsAsAdamDoes() {
    try (Network network = single(10f);
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      double w = 10;
      double m = 0;
      double v = 0;
      for (int step = 1; step <= 20; step++) {
        trainer.step(List.of(scope.ones(new Shape(1))));
        double gradient = 2 * w;
        m = 0.9 * m + 0.1 * gradient;
        v = 0.999 * v + 0.001 * gradient * gradient;
        double root = Math.sqrt(v / (1 - Math.pow(0.999, step))) + 1e-8;
        w -= 1e-3 * m / (1 - Math.pow(0.9, step)) / root;

        assertThat(network.values("w")[0]).isCloseTo((float) w, within(1e-5f));
      }
    }
  }

  @Test
  void stepsEachWeightByItsOwnGradientWhereTheNetworkTransposesThem() {
    try (Network network =
            Network.builder(1)
                .parameter("w", Initial.ZEROS, 2, 3)
                .methods(
                    """
                    def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
                      return torch.sum(torch.mul(torch.t({w}), x[0]))
                    """)
                .build();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      trainer.step(List.of(scope.create(new float[] {1, -1, 1, -1, 1, -1}, new Shape(3, 2))));

      assertThat(network.values("w"))
          .usingComparatorWithPrecision(1e-6f)
          .containsExactly(-0.001f, -0.001f, -0.001f, 0.001f, 0.001f, 0.001f);
    }
  }

  @Test
  void decaysWeightsApartFromTheGradient() {
    try (Network network = single(10f);
        Trainer trainer =
            new Trainer(network, Adam.DEFAULTS.withWeightDecay(0.1), Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      trainer.step(List.of(scope.zeros(new Shape(1))));

      assertThat(network.values("w")[0]).isCloseTo(10 - 10 * 1e-3f * 0.1f, within(1e-5f));
    }
  }

  @Test
  void clipsAllGradientsTogether() {
    try (Network network =
            Network.builder(1)
                .parameter("a", Initial.of(new float[] {0}), 1)
                .parameter("b", Initial.of(new float[] {0}), 1)
                .methods(
                    """
                    def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
                      return torch.sum(torch.add(torch.mul({a}, -300.), torch.mul({b}, 400.)))
                    """)
                .build();
        Trainer trainer =
            new Trainer(network, new Adam(1, 0, 0.5, 1e30, 0, 1), Schedule.CONSTANT, 1)) {
      Trainer.Step step = trainer.step(List.of());

      assertThat(step.gradientNorm()).isCloseTo(500, within(1e-3f));
      // With a huge epsilon a step is the clipped gradient over epsilon.
      assertThat(network.values("a")[0] * 1e30).isCloseTo(0.6, within(1e-4));
      assertThat(network.values("b")[0] * 1e30).isCloseTo(-0.8, within(1e-4));
    }
  }

  @Test
  void leavesFrozenParametersAndUntouchedRowsAlone() {
    try (Network network =
            Network.builder(1)
                .rowSparse("table", Initial.ZEROS, 5, 2)
                .methods(LOOKUP.replace("SPARSE", "True"))
                .build();
        Trainer trainer = new Trainer(network, Adam.DEFAULTS, Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      trainer.step(List.of(scope.create(new long[] {1, 3, 3})));
      trainer.step(List.of(scope.create(new long[] {3})));

      float[] table = network.values("table");
      assertThat(table[0]).isZero();
      assertThat(table[2]).isCloseTo(0.001f, within(1e-6f));
      assertThat(table[6]).isCloseTo(0.002f, within(1e-5f));
      assertThat(table[8]).isZero();
    }
  }

  @Test
  void sparseStepsEqualDenseOnesWhereEveryRowIsTouched() {
    float[][] tables = new float[2][];
    for (int i = 0; i < 2; i++) {
      try (Network network =
              Network.builder(7)
                  .parameter("table", Initial.normal(1), 4, 3)
                  .methods(LOOKUP.replace("SPARSE", i == 0 ? "False" : "True"))
                  .build();
          Trainer trainer =
              new Trainer(network, Adam.DEFAULTS.withClipNorm(0.5), Schedule.CONSTANT, 1);
          NDManager scope = Torch.scope()) {
        NDArray all = scope.create(new long[] {0, 1, 2, 3, 1});
        for (int step = 0; step < 10; step++) {
          trainer.step(List.of(all));
        }
        tables[i] = network.values("table");
      }
    }
    assertThat(tables[1]).usingComparatorWithPrecision(1e-6f).containsExactly(tables[0]);
  }

  @Test
  void goesOnExactlyAsItWouldHaveAfterSavingAndLoading() throws Exception {
    Path file = folder.resolve("state.safetensors");
    float[] expected;
    try (Network network = attention();
        Trainer trainer = trainer(network);
        NDManager scope = Torch.scope()) {
      for (int step = 0; step < 20; step++) {
        if (step == 9) {
          trainer.save(file);
        }
        trainer.step(sequences(scope, step));
      }
      expected = network.values("w");
    }
    try (Network network = attention();
        Trainer trainer = trainer(network);
        NDManager scope = Torch.scope()) {
      trainer.load(file);
      assertThat(trainer.steps()).isEqualTo(9);
      for (int step = 9; step < 20; step++) {
        trainer.step(sequences(scope, step));
      }
      assertThat(network.values("w")).containsExactly(expected);
    }
    assertThat(folder.toFile().list()).containsExactly("state.safetensors");
  }

  /** Enough operations in a row that an optimiser of programs would find some to put together. */
  private static Network attention() {
    return Network.builder(3)
        .parameter("w", Initial.normal(0.3), 48, 16)
        .parameter("g", Initial.ONES, 16)
        .parameter("b", Initial.ZEROS, 16)
        .methods(
            """
            def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
              n = torch.layer_norm(x[0], [16], {g}, {b}, 1e-8)
              q = torch.linear(torch.dropout(n, 0.25, True), {w})
              a = torch.matmul(q[:, :, 0:16], torch.transpose(q[:, :, 16:32], 1, 2))
              a = torch.softmax(torch.mul(a, 0.25), -1)
              y = torch.gelu(torch.matmul(a, q[:, :, 32:48])) + x[0] * torch.sigmoid(n)
              return torch.mean(torch.log(1. + torch.exp(-torch.tanh(y) * x[0])))
            """)
        .build();
  }

  private static List<NDArray> sequences(NDManager scope, int step) {
    float[] values = new float[4 * (5 + step % 3) * 16];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i * 0.37 + step);
    }
    return List.of(scope.create(values, new Shape(4, 5 + step % 3, 16)));
  }

  @Test
  void learnsALinearFunction() {
    try (Network network = regression();
        Trainer trainer =
            new Trainer(network, Adam.DEFAULTS.withLearningRate(0.05), Schedule.CONSTANT, 1);
        NDManager scope = Torch.scope()) {
      List<NDArray> batch = batch(scope);
      float before = trainer.step(batch).loss();
      for (int step = 0; step < 200; step++) {
        trainer.step(batch);
      }
      assertThat(trainer.step(batch).loss()).isLessThan(before / 2);
    }
  }

  @Test
  void keepsNoNativeMemoryOverFiveHundredSteps() throws Exception {
    try (Network network =
            Network.builder(1)
                .parameter("w", Initial.normal(0.1), 256, 256)
                .parameter("b", Initial.ZEROS, 256)
                .methods(REGRESSION)
                .build();
        Trainer trainer = trainer(network)) {
      long leastGrowth = Long.MAX_VALUE;
      for (int round = 0; round < 5; round++) {
        long before = residentBytes();
        for (int step = 0; step < 100; step++) {
          stepAndPredict(trainer, network);
        }
        leastGrowth = Math.min(leastGrowth, residentBytes() - before);
      }
      // A leak of the inputs alone would be 50 MiB in every round.
      assertThat(leastGrowth).isLessThan(12L << 20);
    }
  }

  private static void stepAndPredict(Trainer trainer, Network network) {
    try (NDManager scope = Torch.scope()) {
      NDArray x = scope.ones(new Shape(512, 256));
      trainer.step(List.of(x, x));
      network.call(scope, "predict", x);
    }
  }

  /** From the kernel's own count; the test says nothing where there is none. */
  private static long residentBytes() throws Exception {
    Path status = Path.of("/proc/self/status");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(status));
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }

  private static Network regression() {
    return Network.builder(3)
        .parameter("w", Initial.linear(3), 2, 3)
        .parameter("b", Initial.ZEROS, 2)
        .methods(REGRESSION)
        .build();
  }

  private static Network single(float start) {
    return Network.builder(1)
        .parameter("w", Initial.of(new float[] {start}), 1)
        .methods(
            """
            def loss(self, p: List[Tensor], x: List[Tensor]) -> Tensor:
              return torch.sum(torch.mul(torch.mul({w}, {w}), x[0]))
            """)
        .build();
  }

  private static Trainer trainer(Network network) {
    return new Trainer(network, Adam.DEFAULTS.withClipNorm(1), Schedule.cosine(5, 30), 11);
  }

  private static List<NDArray> batch(NDManager scope) {
    float[] inputs = new float[30];
    float[] outputs = new float[20];
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 3; j++) {
        inputs[3 * i + j] = (float) Math.sin(i * 3 + j);
      }
      outputs[2 * i] = inputs[3 * i] - inputs[3 * i + 1];
      outputs[2 * i + 1] = 2 * inputs[3 * i + 2] + 1;
    }
    return List.of(scope.create(inputs, new Shape(10, 3)), scope.create(outputs, new Shape(10, 2)));
  }
}
