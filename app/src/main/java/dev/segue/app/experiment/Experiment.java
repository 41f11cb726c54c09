// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.experiment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.segue.app.UserError;
import dev.segue.recommenders.Algorithms;
import dev.segue.recommenders.evaluation.protocol.Protocols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What an experiment file says: every model is trained on every backbone and seed, and measured by
 * every protocol.
 *
 * @param title of the report
 * @param plays the listening log, or {@code demo} for the made-up year of the demo; relative to the
 *     file
 * @param split where the log is cut
 * @param sessions files of sessions, for the protocol of that name
 * @param artists a file of lines {@code track<TAB>artist}, for artist diversity
 * @param backbones where content vectors come from; empty for none
 * @param protocols how to measure
 * @param models what to train
 * @param seeds of every model that does not have its own
 */
public record Experiment(
    String title,
    Optional<String> plays,
    Optional<Instant> split,
    Optional<SessionFiles> sessions,
    Optional<String> artists,
    List<Backbone> backbones,
    List<Choice> protocols,
    List<Model> models,
    List<Long> seeds) {
  /** The value of {@link #plays} that stands for the demo's year. */
  public static final String DEMO = "demo";

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .registerModule(new Jdk8Module())
          .registerModule(new JavaTimeModule())
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);

  /** Session files, relative to the experiment file. */
  public record SessionFiles(String train, String test) {}

  /**
   * Content vectors.
   *
   * @param name the row of the table
   * @param audio a folder that a backbone hears; file names are track ids
   * @param backbone which one hears it; the configured one if left out
   * @param settings of that backbone, as under {@code embedder.}: weights (relative to the file),
   *     layer, precision, clip, study-exact
   * @param vectors a file of lines {@code track<TAB>value<TAB>value...}
   * @param random no content at all: models that can read content are trained without, from random
   *     initialisation, as the control of every other row
   */
  public record Backbone(
      String name,
      Optional<String> audio,
      Optional<String> backbone,
      Map<String, String> settings,
      Optional<String> vectors,
      boolean random) {
    /** Settings may be left out. */
    public Backbone {
      settings = settings == null ? Map.of() : Map.copyOf(settings);
    }

    boolean hears() {
      return vectors.isEmpty() && !random;
    }
  }

  /** A protocol and its settings. */
  public record Choice(String name, Map<String, String> settings) {
    /** Settings may be left out. */
    public Choice {
      settings = settings == null ? Map.of() : Map.copyOf(settings);
    }

    /** A name alone. */
    @JsonCreator
    public static Choice named(String name) {
      return new Choice(name, Map.of());
    }

    @JsonCreator
    static Choice of(
        @JsonProperty("name") String name, @JsonProperty("settings") Map<String, String> settings) {
      return new Choice(name, settings);
    }
  }

  /**
   * A model.
   *
   * @param name of the algorithm
   * @param label its column in the table; the name if left out
   * @param settings of the algorithm
   * @param seeds the experiment's if empty
   * @param backbones the only ones to train it on; all if empty
   */
  public record Model(
      String name,
      String label,
      Map<String, String> settings,
      List<Long> seeds,
      List<String> backbones) {
    /** All but the name may be left out. */
    public Model {
      label = label == null ? name : label;
      settings = settings == null ? Map.of() : Map.copyOf(settings);
      seeds = seeds == null ? List.of() : List.copyOf(seeds);
      backbones = backbones == null ? List.of() : List.copyOf(backbones);
    }

    /** A name alone. */
    @JsonCreator
    public static Model named(String name) {
      return new Model(name, null, null, null, null);
    }

    @JsonCreator
    static Model of(
        @JsonProperty("name") String name,
        @JsonProperty("label") String label,
        @JsonProperty("settings") Map<String, String> settings,
        @JsonProperty("seeds") List<Long> seeds,
        @JsonProperty("backbones") List<String> backbones) {
      return new Model(name, label, settings, seeds, backbones);
    }
  }

  /** Lists may be left out. */
  public Experiment {
    title = title == null ? "Experiment" : title;
    backbones = backbones == null ? List.of() : List.copyOf(backbones);
    protocols = protocols == null ? List.of(Choice.named("chronological")) : List.copyOf(protocols);
    models = models == null ? List.of() : List.copyOf(models);
    seeds = seeds == null ? List.of(42L) : List.copyOf(seeds);
  }

  /**
   * Reads a file.
   *
   * @throws UserError if it is no experiment, saying what to change
   */
  public static Experiment read(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      throw new UserError("there is no experiment file " + file);
    }
    try {
      if (YAML.readTree(file.toFile()).isEmpty()) {
        throw new UserError(file + " names no models; there are " + Algorithms.names());
      }
      Experiment experiment = YAML.readValue(file.toFile(), Experiment.class);
      experiment.check(file);
      return experiment;
    } catch (UnrecognizedPropertyException e) {
      throw new UserError(
          "%s line %d: there is no key %s here; there are %s"
              .formatted(
                  file, e.getLocation().getLineNr(), e.getPropertyName(), e.getKnownPropertyIds()),
          e);
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new UserError("%s line %d: %s".formatted(file, line, e.getOriginalMessage()), e);
    }
  }

  private void check(Path file) {
    require(!models.isEmpty(), file, "names no models; there are " + Algorithms.names());
    require(
        plays.isPresent() || sessions.isPresent(),
        file,
        "names no data: set plays to a listening log, or sessions to train and test files");
    try {
      models.forEach(model -> Algorithms.named(model.name()));
    } catch (IllegalArgumentException e) {
      throw new UserError(file + ": " + e.getMessage(), e);
    }
    for (Choice protocol : protocols) {
      require(
          Protocols.names().contains(protocol.name()),
          file,
          "has no protocol " + protocol.name() + " to choose; there are " + Protocols.names());
    }
    Set<String> labels = new HashSet<>();
    models.forEach(
        model ->
            require(
                labels.add(model.label()),
                file,
                "has two models " + model.label() + "; give one another label"));
    Set<String> rows = new HashSet<>();
    for (Backbone backbone : backbones) {
      require(
          rows.add(Objects.requireNonNullElse(backbone.name(), "")),
          file,
          "has two backbones " + backbone.name());
      long sources =
          backbone.audio().stream().count()
              + backbone.vectors().stream().count()
              + (backbone.random() ? 1 : 0);
      require(
          sources == 1 || (sources == 0 && plays.equals(Optional.of(DEMO))),
          file,
          "backbone "
              + backbone.name()
              + " needs one of: audio (a folder), vectors (a file), random: true");
      require(
          backbone.hears() || (backbone.backbone().isEmpty() && backbone.settings().isEmpty()),
          file,
          "backbone " + backbone.name() + " hears no audio: it can have no backbone and settings");
    }
    for (Model model : models) {
      for (String backbone : model.backbones()) {
        require(
            rows.contains(backbone),
            file,
            "model " + model.label() + " names a backbone " + backbone + " that is not there");
      }
    }
  }

  private static void require(boolean holds, Path file, String problem) {
    if (!holds) {
      throw new UserError(file + " " + problem);
    }
  }
}
