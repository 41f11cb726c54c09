// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which listener gets which model, where several are compared. Depends on the listener's id and on
 * nothing else that could change: every instance says the same, today and tomorrow.
 *
 * <p>The first eight bytes of SHA-256 over the experiment's name, U+0000 and the userId (UTF-8),
 * read as an unsigned big-endian number, modulo 10,000, give the listener's place. The arms follow
 * each other on these 10,000 places in the order in which they are written.
 *
 * @param name salts the hash: under another name the listeners are drawn anew
 * @param arms none: no experiment
 */
record Experiment(String name, List<Arm> arms) {
  static final Experiment NONE = new Experiment("", List.of());

  private static final int PLACES = 10_000;
  private static final int PLACES_PER_PERCENT = 100;

  /** A model and how many of the 10,000 places it has. */
  record Arm(String model, int places) {
    double percent() {
      return (double) places / PLACES_PER_PERCENT;
    }
  }

  /**
   * The experiment that the settings ask for.
   *
   * @param models the names that there are
   * @throws IllegalArgumentException if {@code serving.experiment} is not a list of models with
   *     percentages that add up to 100
   */
  static Experiment of(ServingSettings settings, List<String> models) {
    return settings
        .experiment()
        .map(text -> parse(text, settings.experimentName(), models))
        .orElse(NONE);
  }

  private static Experiment parse(String text, String name, List<String> models) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "serving.experiment-name is blank; name the experiment, so that the next one draws anew");
    }
    List<Arm> arms = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (String part : text.split(",", -1)) {
      Arm arm = arm(part, text);
      if (!models.contains(arm.model())) {
        throw refused(
            text,
            "there is no model %s; there are %s".formatted(arm.model(), String.join(", ", models)));
      }
      if (!seen.add(arm.model())) {
        throw refused(text, arm.model() + " comes twice");
      }
      arms.add(arm);
    }
    int places = arms.stream().mapToInt(Arm::places).sum();
    if (places != PLACES) {
      throw refused(
          text,
          "the percentages add up to %s; make it 100"
              .formatted(BigDecimal.valueOf(places, 2).stripTrailingZeros().toPlainString()));
    }
    return new Experiment(name, List.copyOf(arms));
  }

  /** Whether there is any. */
  boolean running() {
    return !arms.isEmpty();
  }

  /** The model that this listener is to get; empty if no experiment runs. */
  Optional<String> armOf(String userId) {
    if (arms.isEmpty()) {
      return Optional.empty();
    }
    long place = place(userId);
    int end = 0;
    for (Arm arm : arms) {
      end += arm.places();
      if (place < end) {
        return Optional.of(arm.model());
      }
    }
    throw new IllegalStateException("the arms leave places open: " + arms);
  }

  private long place(String userId) {
    byte[] text = (name + '\u0000' + userId).getBytes(StandardCharsets.UTF_8);
    return Long.remainderUnsigned(ByteBuffer.wrap(sha256().digest(text)).getLong(), PLACES);
  }

  private static Arm arm(String part, String text) {
    String[] sides = part.split("=", -1);
    if (sides.length != 2 || sides[0].isBlank()) {
      throw refused(text, "'%s' is not <model>=<percent>".formatted(part.trim()));
    }
    return new Arm(sides[0].trim(), places(sides[1].trim(), text));
  }

  private static int places(String percent, String text) {
    try {
      int places =
          new BigDecimal(percent).multiply(BigDecimal.valueOf(PLACES_PER_PERCENT)).intValueExact();
      if (places > 0 && places <= PLACES) {
        return places;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      // Answered below, as a number out of range is.
    }
    throw refused(
        text, "'%s' is no percentage above 0 with at most two decimals".formatted(percent));
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException(
        "serving.experiment is %s: %s. Write it like knn=50,popularity=50".formatted(text, why));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
