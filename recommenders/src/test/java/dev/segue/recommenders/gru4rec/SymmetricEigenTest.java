// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.gru4rec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymmetricEigenTest {
  @Test
  void putsTheMatrixTogetherAgain() {
    int n = 40;
    SplittableRandom random = new SplittableRandom(5);
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j <= i; j++) {
        matrix[i][j] = matrix[j][i] = random.nextGaussian();
      }
    }
    SymmetricEigen eigen = SymmetricEigen.of(matrix);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        double sum = 0;
        for (int k = 0; k < n; k++) {
          sum += eigen.vectors()[i][k] * eigen.values()[k] * eigen.vectors()[j][k];
        }
        assertThat(sum).isCloseTo(matrix[i][j], within(1e-9));
      }
      if (i > 0) {
        assertThat(Math.abs(eigen.values()[i]))
            .isLessThanOrEqualTo(Math.abs(eigen.values()[i - 1]));
      }
    }
  }
}
