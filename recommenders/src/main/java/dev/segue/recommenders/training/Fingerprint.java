// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.training;

import dev.segue.recommenders.AlgorithmSettings;
import dev.segue.recommenders.Artifact;
import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.Interaction;
import dev.segue.recommenders.TrackVectors;
import dev.segue.recommenders.TrainingRun;
import dev.segue.recommenders.TrainingSet;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** A digest of all that a training depends on: two trainings with one digest give one model. */
public final class Fingerprint {
  private Fingerprint() {}

  /** The SHA-256, in hexadecimal, of algorithm, settings, data, content and previous model. */
  public static String of(
      String algorithm,
      AlgorithmSettings settings,
      TrainingSet data,
      TrackVectors content,
      TrainingRun run) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (DataOutputStream out =
          new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
        out.writeUTF(algorithm);
        out.writeLong(settings.seed());
        for (Map.Entry<String, String> setting : new TreeMap<>(settings.values()).entrySet()) {
          out.writeUTF(setting.getKey());
          out.writeUTF(setting.getValue());
        }
        write(data, out);
        write(content, out);
        out.writeUTF(run.previous().map(Artifact::sha256).orElse(""));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(TrainingSet data, DataOutputStream out) throws IOException {
    for (TrainingSet.Listener listener : data.listeners()) {
      out.writeChars(listener.userId());
      out.writeInt(listener.interactions().size());
      for (Interaction interaction : listener.interactions()) {
        HeardTrack heard = interaction.heard();
        out.writeChars(heard.trackId());
        out.writeInt(heard.plays());
        out.writeInt(heard.completions());
        out.writeInt(heard.skips());
        out.writeInt(heard.liked());
        out.writeLong(heard.firstPlayedAt());
        out.writeLong(heard.lastPlayedAt());
        for (long time : interaction.playedAt()) {
          out.writeLong(time);
        }
      }
    }
  }

  private static void write(TrackVectors content, DataOutputStream out) throws IOException {
    out.writeInt(content.dimension());
    for (Map.Entry<String, float[]> vector : new TreeMap<>(content.byTrack()).entrySet()) {
      out.writeChars(vector.getKey());
      for (float value : vector.getValue()) {
        out.writeInt(Float.floatToRawIntBits(value));
      }
    }
  }
}
