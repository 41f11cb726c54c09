// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.fusion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.Catalogue;
import dev.segue.recommenders.TrackVectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A fusion on disk: its weights, its components in {@code components.json}, and each component's
 * own files in a folder of its name.
 */
final class FusionFiles {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private static final String COMPONENTS = "components.json";
  private static final String WEIGHTS = "weights";
  private static final String LEARNT = "learnt";

  private FusionFiles() {}

  static void save(FusionRecommender model, Path folder) throws IOException {
    model.catalogue().save(folder);
    List<Component> components =
        model.components().stream().map(TrainedComponent::component).toList();
    Files.writeString(folder.resolve(COMPONENTS), JSON.writeValueAsString(components) + "\n");
    Weights weights = model.weights();
    double[] values = Arrays.copyOf(weights.values(), weights.values().length + 1);
    values[values.length - 1] = weights.newcomer();
    Safetensors.write(
        folder.resolve(Artifact.MODEL),
        List.of(Tensor.of(WEIGHTS, values, values.length)),
        Map.of(LEARNT, Boolean.toString(weights.learnt())));
    for (TrainedComponent one : model.components()) {
      Path own = Files.createDirectory(folder.resolve(one.component().name()));
      one.component().algorithmItself().save(one.recommender(), own);
    }
  }

  static FusionRecommender load(Artifact artifact, TrackVectors content) throws IOException {
    Path folder = artifact.folder();
    Component[] components;
    try {
      components =
          JSON.readValue(Files.readAllBytes(folder.resolve(COMPONENTS)), Component[].class);
    } catch (JsonProcessingException e) {
      throw new IOException(folder + "/" + COMPONENTS + ": " + e.getOriginalMessage(), e);
    }
    Safetensors model = Safetensors.open(folder.resolve(Artifact.MODEL));
    double[] values = model.tensor(WEIGHTS).toDoubles();
    if (values.length != components.length + 1) {
      throw new IOException(
          "%s has %d weights for %d components"
              .formatted(folder, values.length, components.length));
    }
    List<TrainedComponent> trained = new ArrayList<>();
    for (Component component : components) {
      trained.add(load(component, artifact, content));
    }
    boolean learnt = Boolean.parseBoolean(model.metadata().get(LEARNT));
    double[] each = Arrays.copyOf(values, components.length);
    return FusionRecommender.of(
        Catalogue.load(folder), trained, new Weights(each, values[components.length], learnt));
  }

  private static TrainedComponent load(Component component, Artifact artifact, TrackVectors content)
      throws IOException {
    Artifact own =
        new Artifact(
            artifact.folder().resolve(component.name()),
            artifact.sha256(),
            component.algorithm(),
            artifact.backbone(),
            new AlgorithmSettings(artifact.settings().seed(), component.values()),
            Map.of());
    TrackVectors vectors = component.readsContent() ? content : TrackVectors.NONE;
    return new TrainedComponent(component, Algorithms.load(own, vectors));
  }
}
