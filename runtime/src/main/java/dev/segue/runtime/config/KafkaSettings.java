// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How to reach Kafka. Client properties pass through verbatim: {@code kafka.<property>} to every
 * client, {@code kafka.producer.<property>}, {@code kafka.consumer.<property>}, {@code
 * kafka.admin.<property>} and {@code kafka.streams.<property>} to that kind alone.
 */
public final class KafkaSettings {
  private static final String PREFIX = "kafka.";
  private static final String BOOTSTRAP = "bootstrap.servers";
  private static final String DEFAULT_BOOTSTRAP = "localhost:9092";

  /** The kinds of client. */
  private enum Kind {
    PRODUCER,
    CONSUMER,
    ADMIN,
    STREAMS;

    String prefix() {
      return name().toLowerCase(java.util.Locale.ROOT) + ".";
    }
  }

  private final Map<String, String> properties;

  private KafkaSettings(Map<String, String> properties) {
    this.properties = properties;
  }

  /** A broker without further properties. */
  public static KafkaSettings at(String bootstrapServers) {
    return new KafkaSettings(Map.of(BOOTSTRAP, bootstrapServers));
  }

  static KafkaSettings from(Map<String, String> settings) {
    Map<String, String> properties = new HashMap<>();
    properties.put(BOOTSTRAP, DEFAULT_BOOTSTRAP);
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(PREFIX)) {
            properties.put(key.substring(PREFIX.length()), value);
          }
        });
    return new KafkaSettings(Map.copyOf(properties));
  }

  /** The same properties, another broker. */
  public KafkaSettings withBootstrapServers(String bootstrapServers) {
    Map<String, String> changed = new HashMap<>(properties);
    changed.put(BOOTSTRAP, bootstrapServers);
    return new KafkaSettings(Map.copyOf(changed));
  }

  /** {@code host:port} pairs, comma-separated. */
  public String bootstrapServers() {
    return properties.get(BOOTSTRAP);
  }

  /** Properties of a producer: these defaults, then what the user set. */
  public Map<String, Object> producer(Map<String, ?> defaults) {
    return merged(Kind.PRODUCER, defaults);
  }

  /** Properties of a consumer: these defaults, then what the user set. */
  public Map<String, Object> consumer(Map<String, ?> defaults) {
    return merged(Kind.CONSUMER, defaults);
  }

  /** Properties of an admin client. */
  public Map<String, Object> admin() {
    return merged(Kind.ADMIN, Map.of());
  }

  /** Properties of a Kafka Streams application: these defaults, then what the user set. */
  public Properties streams(Map<String, ?> defaults) {
    Properties all = new Properties();
    all.putAll(merged(Kind.STREAMS, defaults));
    // Streams has prefixes of its own for its inner clients.
    for (Kind kind : new Kind[] {Kind.PRODUCER, Kind.CONSUMER, Kind.ADMIN}) {
      own(kind).forEach((key, value) -> all.put(kind.prefix() + key, value));
    }
    return all;
  }

  private Map<String, Object> merged(Kind kind, Map<String, ?> defaults) {
    Map<String, Object> all = new HashMap<>(defaults);
    properties.forEach(
        (key, value) -> {
          if (!belongsToOneKind(key)) {
            all.put(key, value);
          }
        });
    all.putAll(own(kind));
    return all;
  }

  private Map<String, String> own(Kind kind) {
    Map<String, String> own = new HashMap<>();
    properties.forEach(
        (key, value) -> {
          if (key.startsWith(kind.prefix())) {
            own.put(key.substring(kind.prefix().length()), value);
          }
        });
    return own;
  }

  private static boolean belongsToOneKind(String key) {
    for (Kind kind : Kind.values()) {
      if (key.startsWith(kind.prefix())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    Map<String, String> shown = new TreeMap<>(properties);
    shown.replaceAll((key, value) -> Secrets.isSecret(key) ? Secrets.MASK : value);
    return "KafkaSettings" + shown;
  }
}
