// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.wav2vec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.mert.Mert;
import dev.segue.embedder.backbone.music2vec.Music2Vec;
import dev.segue.nn.checkpoint.Checkpoints;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import dev.segue.nn.torch.Precision;
import dev.segue.nn.torch.Torch;
import dev.segue.nn.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** MERT and Music2Vec against tensors of the original code, in float32. */
class Wav2Vec2GoldenTest {
  private static final double TOLERANCE = 1e-4;
  private static final List<String> FORMS = List.of("weights.safetensors", "pytorch_model.bin");

  @TestFactory
  Stream<DynamicTest> mertAgreesWithTheOriginal() throws IOException {
    return tests("mert", Mert.V1_95M);
  }

  @TestFactory
  Stream<DynamicTest> music2VecAgreesWithTheOriginal() throws IOException {
    return tests("music2vec", Music2Vec.V1);
  }

  @TestFactory
  Stream<DynamicTest> asksForTheTensorsThatWerePublished() {
    return Map.of(
            "mert/published/state_dict.MERT-v1-95M.tsv", Mert.V1_95M,
            "mert/published/state_dict.MERT-v1-330M.tsv", Mert.V1_330M,
            "music2vec/published/state_dict.music2vec-v1.tsv", Music2Vec.V1)
        .entrySet()
        .stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> checkNames(entry.getKey(), entry.getValue())));
  }

  private static void checkNames(String list, Wav2Vec2Type type) throws IOException {
    Path file = Path.of(System.getProperty("segue.golden", "golden"), list);
    assumeTrue(Files.exists(file), "there is no list of tensors " + file);
    Map<String, String> published =
        Files.readAllLines(file).stream()
            .skip(1)
            .map(line -> line.split("\t", -1))
            .collect(Collectors.toMap(columns -> columns[0], columns -> columns[1]));
    Map<String, String> asked = new HashMap<>();
    Wav2Vec2Weights.spec(type.published())
        .shapes()
        .forEach(
            (name, shape) ->
                asked.put(
                    name,
                    Arrays.stream(shape)
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining("x"))));
    assertThat(asked).isEqualTo(published);
  }

  private static Stream<DynamicTest> tests(String model, Wav2Vec2Type type) throws IOException {
    Path golden = Path.of(System.getProperty("segue.golden", "golden"), model);
    assumeTrue(Files.isDirectory(golden), "there are no golden tensors in " + golden);
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.walk(golden)) {
      for (Path config : files.filter(file -> file.endsWith("config.json")).toList()) {
        for (String form : FORMS) {
          Path file = config.resolveSibling(form);
          tests.add(
              DynamicTest.dynamicTest(
                  golden.relativize(file).toString(), () -> new Golden(type, file).check()));
        }
      }
    }
    assertThat(tests).isNotEmpty();
    return tests.stream();
  }

  /** One variant in one form. */
  private static final class Golden {
    private final Wav2Vec2Type type;
    private final Path file;
    private final Wav2Vec2Config config;
    private final Weights weights;
    private final Safetensors input;
    private final Safetensors expected;

    Golden(Wav2Vec2Type type, Path file) throws IOException {
      this.type = type;
      this.file = file;
      config =
          Wav2Vec2Json.read(
              new JsonMapper().readTree(file.resolveSibling("config.json").toFile()),
              type.published());
      weights = Weights.of(Wav2Vec2Weights.spec(config).select(Checkpoints.read(file)));
      input = Safetensors.open(file.resolveSibling("input.safetensors"));
      expected = Safetensors.open(file.resolveSibling("expected.safetensors"));
    }

    void check() throws IOException {
      try (Wav2Vec2 raw = model(false);
          Wav2Vec2 normalised = model(true)) {
        checkStates("raw", raw, clips("waveform"));
        checkStates("odd", raw, clips("waveform_odd"));
        checkStates("norm", normalised, clips("waveform"));
        checkStates("zeropad_nomask", raw, padded());
        checkMasked(normalised);
      }
      checkPreparation();
      checkBackbone();
      checkLayers();
      new Wav2Vec2Probes(config, weights).check(clips("waveform"), this::close);
    }

    private Wav2Vec2 model(boolean normalised) {
      return model(normalised, LayerMix.only(config.layers(), config.layers()));
    }

    private Wav2Vec2 model(boolean normalised, LayerMix mix) {
      return Wav2Vec2.of(
          config,
          new Hearing(type.hearing().sampleRate(), normalised, 0),
          weights,
          mix,
          Precision.FLOAT32);
    }

    private void checkStates(String tag, Wav2Vec2 model, float[][] clips) throws IOException {
      try (NDManager scope = Torch.scope()) {
        List<NDArray> states = model.hiddenStates(scope, clips);
        assertThat(states).hasSize(config.layers() + 1);
        close(tag + ".hidden_states", stacked(states));
        close(tag + ".last_hidden_state", states.get(config.layers()).toFloatArray());
      }
      close(tag + ".embedding", flat(model.embed(clips)));
    }

    private void checkMasked(Wav2Vec2 model) throws IOException {
      float[][] clips = ragged();
      int[] lengths = Arrays.stream(clips).mapToInt(clip -> clip.length).toArray();
      try (NDManager scope = Torch.scope()) {
        List<NDArray> states = model.hiddenStates(scope, padded(), lengths);
        close("ragged.hidden_states", stacked(states));
        close("ragged.embedding", states.get(config.layers()).mean(new int[] {1}).toFloatArray());
      }
      long[] valid = expected.tensor("ragged.feature_mask").toLongs();
      int frames = valid.length / clips.length;
      for (int i = 0; i < clips.length; i++) {
        assertThat(Arrays.stream(valid, i * frames, (i + 1) * frames).sum())
            .isEqualTo(config.frames(lengths[i]));
      }
    }

    private void checkPreparation() throws IOException {
      Hearing hearing = new Hearing(type.hearing().sampleRate(), true, 0);
      float[][] prepared =
          Arrays.stream(clips("waveform")).map(hearing::prepare).toArray(float[][]::new);
      close("norm.input_values", flat(prepared));
    }

    /** As a user opens it: the folder's config.json, the file by its content. */
    private void checkBackbone() throws IOException {
      BackboneOptions options = BackboneOptions.in(Path.of("models")).withWeights(file);
      try (Backbone backbone = type.open(options)) {
        List<Waveform> waveforms =
            Arrays.stream(clips("waveform"))
                .map(clip -> new Waveform(clip, backbone.sampleRate()))
                .toList();
        close("norm.embedding", flat(backbone.embed(waveforms)));
      }
    }

    private void checkLayers() throws IOException {
      Tensor all = expected.tensor("raw.time_mean_all_layers");
      float[] means = all.toFloats();
      int size = means.length / (config.layers() + 1);
      double[] mix = new double[config.layers() + 1];
      float[] mixed = new float[size];
      for (int i = 0; i <= config.layers(); i++) {
        float[] mean = Arrays.copyOfRange(means, i * size, (i + 1) * size);
        mix[i] = 0.1 + 0.2 * i;
        for (int j = 0; j < size; j++) {
          mixed[j] += (float) mix[i] * mean[j];
        }
        try (Wav2Vec2 model = model(false, LayerMix.only(i, config.layers()))) {
          assertClose("layer " + i, flat(model.embed(clips("waveform"))), mean);
        }
      }
      LayerMix layers = new LayerMix(Arrays.stream(mix).boxed().toList());
      try (Wav2Vec2 model = model(false, layers)) {
        assertClose("mix", flat(model.embed(clips("waveform"))), mixed);
      }
    }

    private void close(String name, float[] actual) throws IOException {
      assertClose(name, actual, expected.tensor(name).toFloats());
    }

    private static void assertClose(String name, float[] actual, float[] expected) {
      assertThat(actual).as(name).hasSameSizeAs(expected);
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        double error = Math.abs(actual[i] - expected[i]);
        worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
      }
      assertThat(worst).as("largest error of %s", name).isLessThan(TOLERANCE);
    }

    private float[][] clips(String name) throws IOException {
      Tensor tensor = input.tensor(name);
      int samples = Math.toIntExact(tensor.shape().get(1));
      float[] flat = tensor.toFloats();
      float[][] clips = new float[Math.toIntExact(tensor.shape().get(0))][];
      Arrays.setAll(clips, i -> Arrays.copyOfRange(flat, i * samples, (i + 1) * samples));
      return clips;
    }

    private float[][] ragged() throws IOException {
      List<float[]> clips = new ArrayList<>();
      while (input.names().contains("ragged." + clips.size())) {
        clips.add(input.tensor("ragged." + clips.size()).toFloats());
      }
      return clips.toArray(float[][]::new);
    }

    private float[][] padded() throws IOException {
      float[][] clips = ragged();
      int longest = Arrays.stream(clips).mapToInt(clip -> clip.length).max().orElseThrow();
      return Arrays.stream(clips).map(clip -> Arrays.copyOf(clip, longest)).toArray(float[][]::new);
    }

    private static float[] stacked(List<NDArray> states) {
      return flat(states.stream().map(NDArray::toFloatArray).toArray(float[][]::new));
    }

    private static float[] flat(float[][] rows) {
      float[] flat = new float[rows.length * rows[0].length];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
      }
      return flat;
    }
  }
}
