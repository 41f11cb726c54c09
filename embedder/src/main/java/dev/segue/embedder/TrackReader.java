// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Ids;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.Track;
import dev.segue.schemas.Tracks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** Understands records of the tracks topic and finds their audio. */
final class TrackReader {
  private final ObjectStore store;

  TrackReader(ObjectStore store) {
    this.store = store;
  }

  /** What a record asks for. */
  sealed interface Request {
    /** Forget the track. */
    record Takedown() implements Request {}

    /** Nothing: the track has no audio. */
    record Nothing() implements Request {}

    /** Embed this file, whose bytes must have this SHA-256 if there is one. */
    record Listen(String trackId, Path audio, Optional<String> sha256) implements Request {}
  }

  /** The record asks for nothing that can be done. */
  static final class BadRecordException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    BadRecordException(String reason, String message, Throwable cause) {
      super(message, cause);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  Request read(ConsumerRecord<byte[], byte[]> record) throws BadRecordException {
    String key = key(record.key());
    if (record.value() == null) {
      return new Request.Takedown();
    }
    Track track = track(record.value());
    if (!key.equals(track.getTrackId())) {
      throw bad("bad-id", "the record's key is not its trackId");
    }
    Optional<String> problem = Tracks.problem(track);
    if (problem.isPresent()) {
      throw bad("bad-track", problem.get());
    }
    if (track.getAudioUri() == null) {
      return new Request.Nothing();
    }
    return new Request.Listen(
        key, audio(track.getAudioUri()), Optional.ofNullable(track.getAudioSha256()));
  }

  /** Whether this key can be a track's. */
  static boolean isTrackId(byte[] bytes) {
    try {
      key(bytes);
      return true;
    } catch (BadRecordException e) {
      return false;
    }
  }

  private static String key(byte[] bytes) throws BadRecordException {
    String key;
    try {
      key =
          bytes == null
              ? null
              : StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadRecordException("bad-id", "the record's key is not UTF-8", e);
    }
    Optional<String> problem = Ids.problem("trackId", key);
    if (problem.isPresent()) {
      throw bad("bad-id", problem.get());
    }
    return key;
  }

  private static Track track(byte[] value) throws BadRecordException {
    try {
      return Serdes.TRACK.fromBytes(value);
    } catch (SerializationException e) {
      throw new BadRecordException("unreadable-record", e.getMessage(), e);
    }
  }

  private Path audio(String uri) throws BadRecordException {
    try {
      return store.resolve(uri);
    } catch (IllegalArgumentException | IOException e) {
      throw new BadRecordException("bad-audio-uri", e.getMessage(), e);
    }
  }

  private static BadRecordException bad(String reason, String message) {
    return new BadRecordException(reason, message, null);
  }
}
