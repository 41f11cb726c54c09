// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.audio;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.app.UserError;
import dev.segue.embedder.EmbeddedAudio;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.nn.safetensors.Safetensors;
import dev.segue.nn.safetensors.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Vectors by track id, to be kept in one file. */
public final class EmbeddingTable {
  private final Backbone backbone;
  private final Map<String, Path> files = new LinkedHashMap<>();
  private final List<float[]> rows = new ArrayList<>();

  /** Begins an empty table of this backbone's vectors. */
  public EmbeddingTable(Backbone backbone) {
    this.backbone = backbone;
  }

  /**
   * Adds a row; a file's name without its extension is its id.
   *
   * @throws UserError if another file has this id, or it cannot stand in a table
   */
  public void add(Path file, EmbeddedAudio heard) {
    if (AudioFiles.trackId(file).matches("(?s).*[\\t\\r\\n].*")) {
      throw new UserError("the name of " + file + " has a tab or a line end; rename it");
    }
    Path other = files.putIfAbsent(AudioFiles.trackId(file), file);
    if (other != null) {
      throw new UserError(
          "%s and %s would both be the track '%s'; rename one"
              .formatted(other, file, AudioFiles.trackId(file)));
    }
    rows.add(heard.vector());
  }

  /**
   * Looks whether a table can be written, before the work that fills it.
   *
   * @throws UserError if it cannot
   */
  public static void check(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)) {
      throw new UserError(file + " is a folder; name a file in it");
    }
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UserError("there is no folder %s for %s; make it".formatted(folder, file));
    }
  }

  /**
   * Writes a safetensors file: the tensor {@code vectors}, {@code [tracks][dimension]}, float32; in
   * the metadata {@code ids}, a JSON array in the order of the rows, {@code backbone} and {@code
   * revision}.
   */
  public void write(Path file) throws IOException {
    int dimension = backbone.dimension();
    float[] values = new float[Math.multiplyExact(rows.size(), dimension)];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(rows.get(i), 0, values, i * dimension, dimension);
    }
    Safetensors.write(
        file,
        List.of(Tensor.of("vectors", values, rows.size(), dimension)),
        Map.of(
            "ids", new JsonMapper().writeValueAsString(files.keySet()),
            "backbone", backbone.name(),
            "revision", backbone.revision()));
  }
}
