// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What identifies a dead letter.
 *
 * @param topic the topic on which the record was refused
 * @param key the record's key, in hexadecimal; empty if it has none
 * @param value the SHA-256 of its value; empty where the sender does not know the value
 */
public record Letter(String topic, String key, String value) implements Comparable<Letter> {
  /** The letter of a record. */
  public static Letter of(String topic, byte[] key, byte[] value) {
    return new Letter(topic, hex(key), value == null ? "none" : sha256(value));
  }

  /** The letter of a record of which only the key is known. */
  public static Letter ofKey(String topic, String key) {
    return new Letter(topic, hex(key.getBytes(StandardCharsets.UTF_8)), "");
  }

  /** The same without its value. */
  public Letter anyValue() {
    return new Letter(topic, key, "");
  }

  @Override
  public int compareTo(Letter other) {
    return toString().compareTo(other.toString());
  }

  private static String hex(byte[] key) {
    return key == null ? "" : HexFormat.of().formatHex(key);
  }

  private static String sha256(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    String text = new String(HexFormat.of().parseHex(key), StandardCharsets.UTF_8);
    return topic + " '" + text + "' " + (value.length() > 8 ? value.substring(0, 8) : value);
  }
}
