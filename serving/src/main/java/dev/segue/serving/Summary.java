// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ScoredTrack;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What must be known of a list to tell whether it is still right, in few bytes: thousands are read
 * for each track that comes or goes.
 *
 * @param model the model's name; empty if no model was there yet
 * @param historyVersion plays counted in the history that the list answers
 * @param lastScore the score of the last place
 * @param tracks hashes of the track ids in the list
 * @param profile the listener's taste for a content model; empty for other models
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
record Summary(
    String model,
    long modelVersion,
    long historyVersion,
    float lastScore,
    int[] tracks,
    float[] profile) {
  private static final byte FORMAT = 1;
  private static final float[] NO_PROFILE = {};

  /** The summary of a listener whom no model could serve yet. */
  static Summary withoutModel(long historyVersion) {
    return new Summary("", -1, historyVersion, 0, new int[0], NO_PROFILE);
  }

  static Summary of(Served served, long historyVersion, List<ScoredTrack> list, float[] profile) {
    int[] tracks = list.stream().mapToInt(item -> item.trackId().hashCode()).toArray();
    float last = list.isEmpty() ? 0 : list.get(list.size() - 1).score();
    return new Summary(served.model(), served.version(), historyVersion, last, tracks, profile);
  }

  boolean isOf(Served served) {
    return modelVersion == served.version() && model.equals(served.model());
  }

  /** Whether the list may hold this track; rarely true although it does not. */
  boolean mayHold(String trackId) {
    int hash = trackId.hashCode();
    for (int track : tracks) {
      if (track == hash) {
        return true;
      }
    }
    return false;
  }

  /** Whether a track of this score would stand in a list of {@code k}. */
  boolean admits(float score, int k) {
    return !Float.isNaN(score) && (tracks.length < k || score >= lastScore);
  }

  byte[] toBytes() {
    byte[] name = model.getBytes(StandardCharsets.UTF_8);
    int size =
        1 + 5 * Integer.BYTES + 2 * Long.BYTES + name.length + 4 * (tracks.length + profile.length);
    ByteBuffer out = ByteBuffer.allocate(size);
    out.put(FORMAT).putInt(name.length).put(name);
    out.putLong(modelVersion).putLong(historyVersion).putFloat(lastScore);
    out.putInt(tracks.length);
    out.asIntBuffer().put(tracks);
    out.position(out.position() + Integer.BYTES * tracks.length);
    out.putInt(profile.length);
    out.asFloatBuffer().put(profile);
    return out.array();
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalStateException if a later version of the software wrote it
   */
  static Summary of(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte format = in.get();
    if (format != FORMAT) {
      throw new IllegalStateException(
          "the summaries were written by another version (format "
              + format
              + "); run that version or delete the state folder and the changelog topics");
    }
    byte[] name = new byte[in.getInt()];
    in.get(name);
    long modelVersion = in.getLong();
    long historyVersion = in.getLong();
    float lastScore = in.getFloat();
    int[] tracks = new int[in.getInt()];
    in.asIntBuffer().get(tracks);
    in.position(in.position() + Integer.BYTES * tracks.length);
    float[] profile = new float[in.getInt()];
    in.asFloatBuffer().get(profile);
    return new Summary(
        new String(name, StandardCharsets.UTF_8),
        modelVersion,
        historyVersion,
        lastScore,
        tracks,
        profile);
  }
}
