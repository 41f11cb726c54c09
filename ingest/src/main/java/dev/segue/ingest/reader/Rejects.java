// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.reader;

import dev.segue.ingest.reader.format.BadRow;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of a log could not be used. Rows are counted by reason, the first ten are shown, and all of
 * them are kept in a file of lines {@code <line number> TAB <reason> TAB <detail> TAB <the line>}.
 * Optional fields that were left out of a row are counted by their name.
 *
 * <p>The file comes into being with the first rejected row. Where it cannot be written, the rows
 * are counted all the same, and {@link #problem} says why there is no file. For one thread.
 */
public final class Rejects implements Closeable {
  private static final int SAMPLES = 10;
  private static final int SAMPLE_CHARS = 200;

  private final Map<String, Long> leftOut = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private Path file;
  private String problem;
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<Sample> samples = new ArrayList<>();
  private Writer writer;
  private long total;

  /**
   * One rejected row.
   *
   * @param line its number in the unpacked log, from 1; in a JSON array, the number of the object
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

  void add(long line, BadRow fault, String text) {
    total++;
    counts.merge(fault.reason(), 1L, Long::sum);
    if (samples.size() < SAMPLES) {
      String shown = text.length() <= SAMPLE_CHARS ? text : text.substring(0, SAMPLE_CHARS);
      samples.add(new Sample(line, fault.reason(), fault.getMessage(), shown));
    }
    if (file != null) {
      String shown = text.replace("\n", "\\n");
      write(line + "\t" + fault.reason() + "\t" + fault.getMessage() + "\t" + shown + "\n");
    }
  }

  private void write(String entry) {
    try {
      if (writer == null) {
        writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
      }
      writer.write(entry);
    } catch (IOException e) {
      failed(e);
    }
  }

  // A full disk or a folder that is read-only must not cost the rows that can be used.
  private void failed(IOException e) {
    String why = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
    problem = "rejected rows cannot be kept in " + file + ": " + why;
    file = null;
  }

  /** Counts fields that were left out of a row. */
  void leaveOut(List<String> fields) {
    fields.forEach(field -> leftOut.merge(field, 1L, Long::sum));
  }

  /** Keeps what has to be known of the file as a whole. */
  void note(String note) {
    notes.add(note);
  }

  /** How many values of each optional field could not be used and were left out of their rows. */
  public Map<String, Long> leftOut() {
    return Map.copyOf(leftOut);
  }

  /** What has to be known of the file as a whole, such as members of an archive that are no log. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Why no file holds the rejected rows although one should; empty if one does. */
  public Optional<String> problem() {
    return Optional.ofNullable(problem);
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
  public void close() {
    try {
      if (writer != null) {
        writer.close();
      } else if (file != null && total == 0) {
        // What an earlier run rejected would look like the result of this one.
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  public String toString() {
    return "Rejects[" + total + " rows, " + counts + "]";
  }
}
