// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;

/**
 * Every schema version ever released, from {@code released/<Record>/v<N>.avsc} in this jar.
 *
 * <p>A change of a record adds a file {@code v<N+1>.avsc}; a released file is never changed.
 */
public final class ReleasedSchemas {
  private static final List<String> RECORDS =
      List.of(
          "PlayEvent",
          "Track",
          "TrackEmbedding",
          "HistoryEntry",
          "ModelRelease",
          "Recommendations",
          "TrainingRequest",
          "TrainingReport");

  private static final Map<String, List<Schema>> VERSIONS = load();

  private ReleasedSchemas() {}

  /** The versions of each record, oldest first, by the record's simple name. */
  public static Map<String, List<Schema>> versions() {
    return VERSIONS;
  }

  /** The versions of one record and no others: Avro resolves records by field, not by name. */
  static SchemaStore of(String record) {
    SchemaStore.Cache cache = new SchemaStore.Cache();
    VERSIONS.get(record).forEach(cache::addSchema);
    return cache;
  }

  private static Map<String, List<Schema>> load() {
    Map<String, List<Schema>> versions = new LinkedHashMap<>();
    for (String record : RECORDS) {
      List<Schema> found = new ArrayList<>();
      for (int version = 1; ; version++) {
        Schema schema = read("released/" + record + "/v" + version + ".avsc");
        if (schema == null) {
          break;
        }
        found.add(schema);
      }
      versions.put(record, List.copyOf(found));
    }
    return java.util.Collections.unmodifiableMap(versions);
  }

  private static Schema read(String resource) {
    try (InputStream in = ReleasedSchemas.class.getResourceAsStream(resource)) {
      return in == null ? null : new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the schema " + resource, e);
    }
  }
}
