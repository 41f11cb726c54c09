// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.dlq;

import dev.segue.schemas.AvroSerde;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Track;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;

/** What a dead letter is about, as far as its bytes can be read. */
final class LetterContent {
  private static final int LONGEST = 400;

  private LetterContent() {}

  /** The names by which a person knows the record: title and file of a track, track of a play. */
  static Map<String, String> names(Letter letter) {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("key", text(letter.key()));
    decoded(letter, Serdes.TRACK)
        .ifPresent(
            track -> {
              put(names, "title", title(track));
              put(names, "file", track.getAudioUri());
            });
    decoded(letter, Serdes.PLAY_EVENT)
        .ifPresent(
            play -> {
              put(names, "user", play.getUserId());
              put(names, "track", play.getTrackId());
              put(names, "event", play.getEventId());
            });
    return names;
  }

  /** The value: the record as JSON where it is one of ours, else its text or its first bytes. */
  static String value(Letter letter) {
    return Stream.of(
            Serdes.PLAY_EVENT,
            Serdes.TRACK,
            Serdes.TRACK_EMBEDDING,
            Serdes.HISTORY_ENTRY,
            Serdes.MODEL_RELEASE,
            Serdes.RECOMMENDATIONS,
            Serdes.TRAINING_REQUEST,
            Serdes.TRAINING_REPORT)
        .flatMap(serde -> decoded(letter, serde).stream())
        .map(record -> cut(record.toString(), record.toString().length()))
        .findFirst()
        .orElseGet(() -> text(letter.value()));
  }

  /** Whether it is about this listener. */
  static boolean isOf(Letter letter, String userId) {
    byte[] id = userId.getBytes(StandardCharsets.UTF_8);
    byte[] historyKeys = (userId + '\u0000').getBytes(StandardCharsets.UTF_8);
    return java.util.Arrays.equals(letter.key(), id)
        || startsWith(letter.key(), historyKeys)
        || decoded(letter, Serdes.PLAY_EVENT).filter(p -> userId.equals(p.getUserId())).isPresent()
        || decoded(letter, Serdes.HISTORY_ENTRY)
            .filter(entry -> userId.equals(entry.getUserId()))
            .isPresent();
  }

  /** Bytes as text where they are UTF-8, else as hexadecimal; long ones are cut. */
  static String text(byte[] bytes) {
    if (bytes == null) {
      return "none";
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // A history key has U+0000 inside; other control characters would act on a terminal.
      return cut(text.replaceAll("\\p{Cntrl}", "\u00b7"), text.length());
    } catch (CharacterCodingException notText) {
      int shown = Math.min(bytes.length, LONGEST);
      return "0x" + cut(HexFormat.of().formatHex(bytes, 0, shown), bytes.length);
    }
  }

  private static String cut(String text, int length) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST) + " ... (" + length + " in all)";
  }

  private static String title(Track track) {
    String artists = String.join(", ", track.getArtists());
    String title = track.getTitle();
    return title == null || artists.isEmpty() ? title : artists + " - " + title;
  }

  private static <T extends SpecificRecordBase> Optional<T> decoded(
      Letter letter, AvroSerde<T> serde) {
    try {
      return Optional.ofNullable(serde.fromBytes(letter.value()));
    } catch (RuntimeException notOne) {
      return Optional.empty();
    }
  }

  private static boolean startsWith(byte[] key, byte[] prefix) {
    return key != null
        && key.length > prefix.length
        && java.util.Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static void put(Map<String, String> names, String name, String value) {
    if (value != null && !value.isEmpty()) {
      names.put(name, text(value.getBytes(StandardCharsets.UTF_8)));
    }
  }
}
