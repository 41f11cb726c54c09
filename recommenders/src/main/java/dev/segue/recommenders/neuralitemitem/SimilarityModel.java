// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.neuralitemitem;

import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.Standardiser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that training found.
 *
 * @param content how content vectors are scaled; empty for free tables
 * @param heard the table [I, D] by catalogue index, or the projection [D, E]
 * @param wanted of the same shape
 * @param bias [I]; empty with content
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record SimilarityModel(
    Catalogue catalogue,
    Recency recency,
    int dimension,
    Optional<Standardiser> content,
    float[] heard,
    float[] wanted,
    float[] bias) {

  /** The vector of a track as it is heard, [D]. */
  float[] heard(int row, float[] scaled) {
    return content.isPresent() ? project(heard, scaled) : row(heard, row);
  }

  /** The vector of a track as it is recommended, with its bias last, [D + 1]. */
  float[] wanted(int row, float[] scaled) {
    float[] vector = content.isPresent() ? project(wanted, scaled) : row(wanted, row);
    float[] extended = Arrays.copyOf(vector, dimension + 1);
    extended[dimension] = content.isPresent() ? 0 : bias[row];
    return extended;
  }

  private float[] row(float[] table, int row) {
    return Arrays.copyOfRange(table, row * dimension, (row + 1) * dimension);
  }

  private float[] project(float[] projection, float[] vector) {
    float[] result = new float[dimension];
    for (int out = 0; out < dimension; out++) {
      double sum = 0;
      for (int in = 0; in < vector.length; in++) {
        sum += (double) projection[out * vector.length + in] * vector[in];
      }
      result[out] = (float) sum;
    }
    return result;
  }

  void save(Path folder) throws IOException {
    catalogue.save(folder);
    List<Tensor> tensors = new ArrayList<>();
    long[] shape =
        content.isPresent()
            ? new long[] {dimension, content.get().dimension()}
            : new long[] {catalogue.size(), dimension};
    tensors.add(Tensor.of(SimilarityNetwork.HEARD, heard, shape));
    tensors.add(Tensor.of(SimilarityNetwork.WANTED, wanted, shape));
    tensors.add(Tensor.of(SimilarityNetwork.BIAS, bias, bias.length));
    tensors.add(
        Tensor.of("recency", new double[] {recency.decay(), recency.floor(), recency.limit()}, 3));
    content.ifPresent(standardiser -> tensors.addAll(standardiser.tensors()));
    Safetensors.write(
        folder.resolve(Artifact.MODEL),
        tensors,
        Map.of("content", Boolean.toString(content.isPresent())));
  }

  static SimilarityModel read(Path folder) throws IOException {
    Safetensors file = Safetensors.open(folder.resolve(Artifact.MODEL));
    Catalogue catalogue = Catalogue.load(folder);
    boolean projected = Boolean.parseBoolean(file.metadata().get("content"));
    Optional<Standardiser> content =
        projected ? Optional.of(Standardiser.read(file)) : Optional.empty();
    Tensor heard = file.tensor(SimilarityNetwork.HEARD);
    Tensor wanted = file.tensor(SimilarityNetwork.WANTED);
    float[] bias = file.tensor(SimilarityNetwork.BIAS).toFloats();
    double[] recency = file.tensor("recency").toDoubles();
    long rows = projected ? content.get().dimension() : catalogue.size();
    if (heard.shape().size() != 2
        || !heard.shape().equals(wanted.shape())
        || heard.shape().get(projected ? 1 : 0) != rows
        || bias.length != (projected ? 0 : catalogue.size())
        || recency.length != 3) {
      throw new IOException(folder + ": the tensors do not fit each other and the catalogue");
    }
    return new SimilarityModel(
        catalogue,
        new Recency(recency[0], recency[1], (int) recency[2]),
        Math.toIntExact(heard.shape().get(projected ? 0 : 1)),
        content,
        heard.toFloats(),
        wanted.toFloats(),
        bias);
  }
}
