// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rows of a log that could not be used: counted by reason, the first ten shown, and all of them
 * kept in a file of lines {@code <line number> TAB <reason> TAB <detail> TAB <the line>}.
 *
 * <p>The file comes into being with the first rejected row. For one thread.
 */
public final class Rejects implements Closeable {
  private static final int SAMPLES = 10;
  private static final int SAMPLE_CHARS = 200;

  private final Path file;
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private Writer writer;
  private long total;

  /**
   * One rejected row.
   *
   * @param line its number in the unpacked log, from 1
   * @param reason the kind of fault
   * @param detail what was wrong in this row
   * @param text the row, shortened to 200 characters
   */
  public record Sample(long line, String reason, String detail, String text) {}

  private Rejects(Path file) {
    this.file = file;
  }

  /** Keeps them in {@code <log>.rejects.tsv}. */
  public static Rejects beside(Path log) {
    return to(log.resolveSibling(log.getFileName() + ".rejects.tsv"));
  }

  /** Keeps them in a file, replacing what an earlier run left there. */
  public static Rejects to(Path file) {
    return new Rejects(file);
  }

  /** Counts them and keeps no file. */
  public static Rejects counting() {
    return new Rejects(null);
  }

  void add(long line, BadRow fault, String text) throws IOException {
    total++;
    counts.merge(fault.reason(), 1L, Long::sum);
    if (samples.size() < SAMPLES) {
      String shown = text.length() <= SAMPLE_CHARS ? text : text.substring(0, SAMPLE_CHARS);
      samples.add(new Sample(line, fault.reason(), fault.getMessage(), shown));
    }
    if (file != null) {
      write(line + "\t" + fault.reason() + "\t" + fault.getMessage() + "\t" + text + "\n");
    }
  }

  private void write(String entry) throws IOException {
    if (writer == null) {
      writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }
    writer.write(entry);
  }

  /** How many rows. */
  public long total() {
    return total;
  }

  /** How many rows for each reason. */
  public Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  /** The first ten. */
  public List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** The file that holds all of them; empty if there are none or no file is kept. */
  public Optional<Path> file() {
    return total == 0 ? Optional.empty() : Optional.ofNullable(file);
  }

  @Override
  public void close() throws IOException {
    if (writer != null) {
      writer.close();
    } else if (file != null && total == 0) {
      // What an earlier run rejected would look like the result of this one.
      Files.deleteIfExists(file);
    }
  }

  @Override
  public String toString() {
    return "Rejects[" + total + " rows, " + counts + "]";
  }
}
