// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation.protocol;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.SettingsReader;
import dev.segue.recommenders.evaluation.EvaluationOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Every protocol there is, by name, made of settings as texts. All have {@code k}, the lengths of
 * the lists, and {@code cohorts}, the bounds of the cohorts; {@code session} has {@code
 * gap-minutes}; {@code profile} has {@code positive-seconds}, {@code min-positives}, {@code
 * min-listeners} and {@code profile-length}.
 */
public final class Protocols {
  private static final List<String> NAMES =
      List.of(
          ChronologicalProtocol.NAME,
          ColdItemsProtocol.NAME,
          LeaveOneOutProtocol.NAME,
          SessionProtocol.NAME,
          ProfileProtocol.NAME);

  private static final long MOST = 1_000_000;

  private Protocols() {}

  /** The names. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The protocol of this name.
   *
   * @throws IllegalArgumentException if there is none, a setting is unknown or out of range, or the
   *     data has nothing to test on
   * @throws IOException if a session file cannot be read
   */
  public static Protocol create(String name, ProtocolInput input, Map<String, String> settings)
      throws IOException {
    if (!NAMES.contains(name)) {
      throw new IllegalArgumentException(
          "there is no protocol %s. There are %s".formatted(name, String.join(", ", NAMES)));
    }
    SettingsReader reader = new SettingsReader(name, new AlgorithmSettings(0, settings));
    Protocol protocol =
        switch (name) {
          case ColdItemsProtocol.NAME -> coldItems(input, reader);
          case LeaveOneOutProtocol.NAME -> leaveOneOut(input, reader);
          case SessionProtocol.NAME -> session(input, reader);
          case ProfileProtocol.NAME -> profile(input, reader);
          default -> chronological(input, reader);
        };
    if (protocol.summary().testPairs() == 0) {
      throw new IllegalArgumentException(
          name
              + " has nothing to test on. "
              + protocol.description()
              + " Cut the log at another moment, or take a longer one");
    }
    return protocol;
  }

  private static Protocol chronological(ProtocolInput input, SettingsReader reader) {
    EvaluationOptions options = options(input, reader, List.of("50"));
    reader.finish();
    return new ChronologicalProtocol(input.split(ChronologicalProtocol.NAME), options);
  }

  private static Protocol coldItems(ProtocolInput input, SettingsReader reader) {
    EvaluationOptions options = options(input, reader, List.of("50"));
    reader.finish();
    if (input.contentTracks().isEmpty()) {
      throw new IllegalArgumentException(
          ColdItemsProtocol.NAME
              + " needs tracks with content; name a backbone or an audio folder");
    }
    return new ColdItemsProtocol(
        input.split(ColdItemsProtocol.NAME), input.contentTracks(), options);
  }

  private static Protocol leaveOneOut(ProtocolInput input, SettingsReader reader) {
    EvaluationOptions options = options(input, reader, List.of("10", "50"));
    reader.finish();
    input.needPlays(LeaveOneOutProtocol.NAME);
    return new LeaveOneOutProtocol(input.training(), options);
  }

  private static Protocol session(ProtocolInput input, SettingsReader reader) throws IOException {
    EvaluationOptions options = options(input, reader, List.of("20"), List.of("1", "2", "5", "10"));
    Duration gap = Duration.ofMinutes(reader.number("gap-minutes", 30, 1, MOST));
    reader.finish();
    if (input.sessions().isEmpty()) {
      long at = input.cut(SessionProtocol.NAME);
      return SessionProtocol.of(input.plays(), gap, at, options);
    }
    List<Session> train = Sessions.read(input.sessions().get().train(), 0);
    long end = train.get(train.size() - 1).startedAt();
    return new SessionProtocol(train, Sessions.read(input.sessions().get().test(), end), options);
  }

  private static Protocol profile(ProtocolInput input, SettingsReader reader) {
    EvaluationOptions options = options(input, reader, List.of("10", "50", "100", "200"));
    ProfileSettings defaults = ProfileSettings.DEFAULTS;
    ProfileSettings settings =
        new ProfileSettings(
            Duration.ofSeconds(
                reader.number("positive-seconds", defaults.positive().toSeconds(), 0, MOST)),
            (int) reader.number("min-positives", defaults.minPositives(), 1, MOST),
            (int) reader.number("min-listeners", defaults.minListeners(), 1, MOST),
            (int) reader.number("profile-length", defaults.profileLength(), 1, MOST));
    reader.finish();
    return new ProfileProtocol(input.plays(), input.cut(ProfileProtocol.NAME), settings, options);
  }

  private static EvaluationOptions options(
      ProtocolInput input, SettingsReader reader, List<String> lengths) {
    return options(input, reader, lengths, List.of("50", "100", "150"));
  }

  private static EvaluationOptions options(
      ProtocolInput input, SettingsReader reader, List<String> lengths, List<String> cohorts) {
    return new EvaluationOptions(
        numbers("k", reader.list("k", lengths)),
        numbers("cohorts", reader.list("cohorts", cohorts)),
        input.artistOf());
  }

  private static List<Integer> numbers(String key, List<String> texts) {
    try {
      return texts.stream().map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s is %s; set it to whole numbers with commas between them"
              .formatted(key, String.join(",", texts)),
          e);
    }
  }
}
