// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.doctor;

import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.audio.AudioDecoder;
import dev.segue.embedder.cache.EmbeddingCache;
import dev.segue.runtime.config.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Examines the machine, the libraries and the data folder. Changes nothing. */
public final class Doctor {
  private Doctor() {}

  /** Everything that was found, in the order in which a reader needs it. */
  public static List<Finding> examine(Settings settings, Path data) {
    EmbedderSettings embedder = settings.get(EmbedderSettings.class);
    List<Finding> findings = new ArrayList<>();
    findings.add(Machine.java());
    findings.add(Machine.vectors());
    findings.add(Machine.processor());
    findings.add(Machine.memory());
    findings.addAll(Device.examine(embedder));
    findings.add(library("ffmpeg", AudioDecoder::library));
    findings.add(library("rocksdb", EmbeddingCache::library));
    findings.add(Folder.examine(data));
    findings.add(Broker.examine(settings));
    findings.addAll(ModelWeights.examine(embedder));
    return findings;
  }

  /** A native library: loading it is the examination. */
  static Finding library(String name, Supplier<String> version) {
    try {
      return Finding.ok(name, version.get());
    } catch (RuntimeException | LinkageError e) {
      return Finding.fail(
          name, "its native library does not load on this platform (" + e.getMessage() + ")");
    }
  }
}
