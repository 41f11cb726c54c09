// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.training;

import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrainingReport;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How a training ended. Kept in a file, so that a restart does not train the same again. */
record Outcome(TrainingReport report, Optional<ModelRelease> release) {
  static final String RELEASED = "released";
  static final String REJECTED = "rejected";
  static final String PINNED = "pinned";
  static final String FAILED = "failed";

  private static final Logger LOG = LoggerFactory.getLogger(Outcome.class);
  private static final int VERSION = 1;

  /** What is published: the release, then the report. */
  List<OutgoingRecord> records(TrainingPlan plan) {
    List<OutgoingRecord> records = new ArrayList<>();
    release.ifPresent(made -> records.add(OutgoingRecord.of(plan.releases(), made)));
    records.add(OutgoingRecord.of(plan.reports(), report));
    return records;
  }

  /**
   * Writes it whole or not at all.
   *
   * @param id what it is the outcome of
   */
  void save(Path file, String id) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeUTF(id);
      write(out, Serdes.TRAINING_REPORT.toBytes(report));
      write(out, release.map(Serdes.MODEL_RELEASE::toBytes).orElse(new byte[0]));
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(temporary, bytes.toByteArray());
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The outcome of this very training, if it was saved; a file that cannot be read is none. */
  static Optional<Outcome> load(Path file, String id) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      if (in.readInt() != VERSION || !in.readUTF().equals(id)) {
        return Optional.empty();
      }
      TrainingReport report = Serdes.TRAINING_REPORT.fromBytes(read(in));
      byte[] release = read(in);
      return Optional.of(
          new Outcome(
              report,
              release.length == 0
                  ? Optional.empty()
                  : Optional.of(Serdes.MODEL_RELEASE.fromBytes(release))));
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be read; the training is done again", file, e);
      return Optional.empty();
    }
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static byte[] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    byte[] bytes = in.readNBytes(Math.max(0, length));
    if (bytes.length != length) {
      throw new IOException("it says " + length + " bytes where it has " + bytes.length);
    }
    return bytes;
  }
}
