// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.embedder.EmbeddedAudio;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.backbone.Backbone;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Prints what was heard, file by file. */
public final class EmbeddingPrinter {
  private static final int SHOWN = 4;
  private static final JsonMapper JSON = new JsonMapper();

  private final Form form;
  private final Backbone backbone;
  private final PrintWriter out;

  /** How a vector is printed. */
  public enum Form {
    /** A summary for people. */
    TEXT,
    /** One JSON object a line. */
    JSON,
    /** {@code track<TAB>value<TAB>value...}, one track a line. */
    TSV
  }

  /** Prints vectors of this backbone. */
  public EmbeddingPrinter(Form form, Backbone backbone, PrintWriter out) {
    this.form = form;
    this.backbone = backbone;
    this.out = out;
  }

  /** Prints what was heard in a file. */
  public void print(Path file, EmbeddedAudio heard) {
    float[] vector = heard.vector();
    switch (form) {
      case TEXT -> out.println(summary(file, vector));
      case JSON -> {
        Map<String, Object> json = about(file);
        json.put("sha256", heard.sha256());
        json.put("backbone", backbone.name());
        json.put("revision", backbone.revision());
        json.put("dimension", vector.length);
        json.put("vector", vector);
        out.println(json(json));
      }
      case TSV -> out.println(row(file, vector));
    }
    out.flush();
  }

  /** Says in the data, too, that a file was refused; people learn of it otherwise. */
  public void refused(Path file, AudioException reason) {
    if (form == Form.JSON) {
      Map<String, Object> json = about(file);
      json.put("reason", reason.reason().code());
      json.put("error", reason.getMessage());
      out.println(json(json));
      out.flush();
    }
  }

  private static Map<String, Object> about(Path file) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.toString());
    json.put("id", AudioFiles.trackId(file));
    return json;
  }

  private String summary(Path file, float[] vector) {
    double squares = 0;
    for (float value : vector) {
      squares += (double) value * value;
    }
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s  %s %s, %d values, length %.4f: [",
            file,
            backbone.name(),
            backbone.revision(),
            vector.length,
            Math.sqrt(squares)));
    for (int i = 0; i < Math.min(SHOWN, vector.length); i++) {
      text.append(String.format(Locale.ROOT, i == 0 ? "%.4f" : ", %.4f", vector[i]));
    }
    return text.append(vector.length > SHOWN ? ", ...]" : "]").toString();
  }

  private static String row(Path file, float[] vector) {
    StringBuilder row = new StringBuilder(AudioFiles.trackId(file));
    for (float value : vector) {
      row.append('\t').append(value);
    }
    return row.toString();
  }

  private static String json(Map<String, Object> json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a result as JSON", e);
    }
  }
}
