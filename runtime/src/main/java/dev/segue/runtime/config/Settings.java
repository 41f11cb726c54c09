// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The settings of a process, typed.
 *
 * <p>Each module declares its settings as an interface with {@code @ConfigMapping}; its defaults
 * and its ranges ({@link Range}, {@link Matches}) are in the annotations. The defaults are
 * overridden, weakest first, by a properties file, by environment variables {@code SEGUE_<KEY>}
 * (upper case, every other character an underscore) and by {@code --set key=value}. Keys under
 * {@code kafka.} go to the Kafka clients verbatim ({@link KafkaSettings}); any other key that no
 * module declares is an error that names the nearest known one.
 */
public final class Settings {

  private final SmallRyeConfig config;
  private final Map<String, String> given;
  private final Map<String, String> defaults;

  private Settings(SmallRyeConfig config, Map<String, String> given, Map<String, String> defaults) {
    this.config = config;
    this.given = given;
    this.defaults = defaults;
  }

  /** Starts with nothing but the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** These values over the defaults; for tests and for programs that embed a module. */
  public static <T> T of(Class<T> type, Map<String, String> values) {
    return builder().declare(type).values(values).build().get(type);
  }

  /**
   * What each key of a module may be, in words: {@code a whole number from 1 to 1000}. A key that
   * may be anything, or nothing, has an empty text.
   */
  public static Map<String, String> allowed(Class<?> type) {
    Map<String, String> allowed = new TreeMap<>();
    Declarations.of(List.of(type))
        .constraints()
        .forEach((key, constraint) -> allowed.put(key, constraint.allowed()));
    return allowed;
  }

  /** The numbers and durations of a module that have no {@link Range}; for a test. */
  public static List<String> withoutRange(Class<?> type) {
    return Declarations.of(List.of(type)).constraints().entrySet().stream()
        .filter(entry -> entry.getValue().isMeasured() && !entry.getValue().hasRange())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The settings of one module. */
  public <T> T get(Class<T> type) {
    return config.getConfigMapping(type);
  }

  /** Whether somebody set this key, to the default or to something else. */
  public boolean isSet(String key) {
    return given.containsKey(key);
  }

  /** How to reach Kafka. */
  public KafkaSettings kafka() {
    return KafkaSettings.from(given);
  }

  /** Every key with its value, sorted; values of secret keys are masked. */
  public Map<String, String> describe() {
    Map<String, String> all = new TreeMap<>(defaults);
    all.putAll(given);
    all.replaceAll(
        (key, value) -> Secrets.isSecret(key) && !value.isEmpty() ? Secrets.MASK : value);
    return all;
  }

  @Override
  public String toString() {
    return "Settings" + describe();
  }

  /** Collects declarations and sources. */
  public static final class Builder {
    private final Map<Class<?>, Function<Settings, List<String>>> types = new LinkedHashMap<>();
    private final Map<String, List<String>> mapWords = new HashMap<>();
    private final Map<String, String> weakest = new HashMap<>();
    private final Map<String, String> file = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    private Builder() {}

    /** Adds a module's settings. */
    public Builder declare(Class<?> type) {
      return declare(type, settings -> List.of());
    }

    /**
     * Adds a module's settings with what must hold between them.
     *
     * @param problems what is wrong with settings of which each is in its range; a line each
     */
    public <T> Builder declare(Class<T> type, Function<Settings, List<String>> problems) {
      types.put(type, problems);
      return this;
    }

    /**
     * Names the words that a map has, so that its keys can be variables of the environment, where
     * hyphens and dots look alike.
     *
     * @param map its key, such as {@code trainer.algorithm}
     */
    public Builder mapWords(String map, List<String> words) {
      mapWords.put(map, words);
      return this;
    }

    /** Takes values that everything else wins over, but for the declared defaults. */
    public Builder defaults(Map<String, String> pairs) {
      weakest.putAll(pairs);
      return this;
    }

    /**
     * Reads a properties file, UTF-8.
     *
     * @throws SettingsException if it cannot be read
     */
    public Builder file(Path path) {
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
        properties.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        throw new SettingsException(
            "cannot read the settings file " + path + ": " + e.getMessage(), e);
      }
      properties.forEach((key, value) -> file.put(key.toString(), value.toString()));
      return this;
    }

    /**
     * Takes the variables that begin with {@code SEGUE_}, but for those of the launcher and those
     * that Kubernetes sets for services of such a name.
     */
    public Builder environment(Map<String, String> variables) {
      variables.forEach(
          (name, value) -> {
            if (EnvironmentNames.isOurs(name, value)) {
              environment.put(name, value);
            }
          });
      return this;
    }

    /** Takes values that win over everything. */
    public Builder values(Map<String, String> pairs) {
      values.putAll(pairs);
      return this;
    }

    /**
     * Checks every key and value.
     *
     * @throws SettingsException if a key is unknown or a value is not valid; it tells all of them
     */
    public Settings build() {
      Declarations declared = Declarations.of(types.keySet());
      GivenValues given = new GivenValues(declared);
      weakest.forEach((key, value) -> given.add(key, value, "the defaults"));
      file.forEach((key, value) -> given.add(key, value, "the settings file"));
      EnvironmentNames names = new EnvironmentNames(declared.keys(), mapWords);
      environment.forEach((name, value) -> given.addVariable(name, value, names));
      values.forEach((key, value) -> given.add(key, value, "--set"));
      refuse(given.problems());
      Settings settings = mapped(declared, given.values());
      List<String> problems = new ArrayList<>();
      types.values().forEach(check -> problems.addAll(check.apply(settings)));
      refuse(problems);
      return settings;
    }

    private Settings mapped(Declarations declared, Map<String, String> given) {
      SmallRyeConfigBuilder builder =
          new SmallRyeConfigBuilder()
              .addDefaultInterceptors()
              .withConverter(java.time.Duration.class, 200, new DurationConverter())
              .withSources(new PropertiesConfigSource(given, "segue", 100));
      types.keySet().forEach(type -> builder.withMapping(ConfigClass.configClass(type)));
      builder.withMappingIgnore("**");
      try {
        return new Settings(builder.build(), Map.copyOf(given), declared.defaults());
      } catch (RuntimeException e) {
        throw new SettingsException("a setting is not valid: " + e.getMessage(), e);
      }
    }

    private static void refuse(List<String> problems) {
      if (problems.size() == 1) {
        throw new SettingsException(problems.get(0));
      }
      if (!problems.isEmpty()) {
        throw new SettingsException(
            problems.size() + " settings are not valid:\n  " + String.join("\n  ", problems));
      }
    }
  }
}
