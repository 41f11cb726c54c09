// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import io.smallrye.config.ConfigMappings;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The settings of a process, typed.
 *
 * <p>Each module declares its settings as an interface with {@code @ConfigMapping}; its defaults
 * are in the annotations. They are overridden, weakest first, by a properties file, by environment
 * variables {@code SEGUE_<KEY>} (upper case, every other character an underscore) and by {@code
 * --set key=value}. Keys under {@code kafka.} go to the Kafka clients verbatim ({@link
 * KafkaSettings}); any other key that no module declares is an error that names the nearest known
 * one.
 */
public final class Settings {
  private static final String ENVIRONMENT_PREFIX = "SEGUE_";
  private static final String KAFKA_PREFIX = "kafka.";

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

  /** The settings of one module. */
  public <T> T get(Class<T> type) {
    return config.getConfigMapping(type);
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
    private final Set<Class<?>> types = new LinkedHashSet<>();
    private final Map<String, String> weakest = new HashMap<>();
    private final Map<String, String> file = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    private Builder() {}

    /** Adds a module's settings. */
    public Builder declare(Class<?> type) {
      types.add(type);
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

    /** Takes the variables that begin with {@code SEGUE_}. */
    public Builder environment(Map<String, String> variables) {
      variables.forEach(
          (name, value) -> {
            if (name.startsWith(ENVIRONMENT_PREFIX)) {
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
     * @throws SettingsException if a key is unknown or a value is not valid
     */
    public Settings build() {
      Map<String, String> defaults = new TreeMap<>();
      Set<String> known = new LinkedHashSet<>();
      for (Class<?> type : types) {
        ConfigClass declared = ConfigClass.configClass(type);
        known.addAll(ConfigMappings.getProperties(declared).keySet());
        declared
            .getProperties()
            .forEach((key, value) -> defaults.put(key, value == null ? "" : value));
      }
      // A list can also be given element by element; its plain form is enough.
      known.removeIf(key -> key.endsWith("[*]"));
      defaults.keySet().removeIf(key -> key.endsWith("*") || key.endsWith("[*]"));
      Map<String, String> given = new TreeMap<>();
      weakest.forEach((key, value) -> given.put(checked(key, known, "the defaults"), value));
      file.forEach((key, value) -> given.put(checked(key, known, "the settings file"), value));
      environment.forEach((name, value) -> given.put(fromEnvironment(name, known), value));
      values.forEach((key, value) -> given.put(checked(key, known, "--set"), value));

      SmallRyeConfigBuilder builder =
          new SmallRyeConfigBuilder()
              .addDefaultInterceptors()
              .withConverter(java.time.Duration.class, 200, new DurationConverter())
              .withSources(new PropertiesConfigSource(given, "segue", 100));
      types.forEach(type -> builder.withMapping(ConfigClass.configClass(type)));
      builder.withMappingIgnore("**");
      try {
        return new Settings(builder.build(), Map.copyOf(given), defaults);
      } catch (RuntimeException e) {
        throw new SettingsException("a setting is not valid: " + e.getMessage(), e);
      }
    }

    private static String checked(String key, Set<String> known, String source) {
      if (isKnown(key, known) || key.startsWith(KAFKA_PREFIX)) {
        return key;
      }
      throw unknown("'" + key + "' in " + source, key, known);
    }

    /** A setting that is a map is declared with a {@code *} for each of its own words. */
    private static boolean isKnown(String key, Set<String> known) {
      return known.contains(key)
          || known.stream()
              .filter(name -> name.contains("*"))
              .anyMatch(name -> key.matches(name.replace(".", "\\.").replace("*", "[^.]+")));
    }

    private static String fromEnvironment(String name, Set<String> known) {
      String wanted = name.substring(ENVIRONMENT_PREFIX.length());
      for (String key : known) {
        if (variable(key).equals(wanted)) {
          return key;
        }
      }
      String key = wanted.toLowerCase(Locale.ROOT).replace('_', '.');
      if (key.startsWith(KAFKA_PREFIX)) {
        return key;
      }
      throw unknown("of the environment variable " + name, key, known);
    }

    private static String variable(String key) {
      return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    private static SettingsException unknown(String where, String key, Set<String> known) {
      List<String> names = new ArrayList<>(known);
      return new SettingsException(
          "unknown setting "
              + where
              + NearestName.to(key, names).map(near -> ": did you mean '" + near + "'?").orElse(".")
              + " Run 'segue settings' for all of them.");
    }
  }
}
