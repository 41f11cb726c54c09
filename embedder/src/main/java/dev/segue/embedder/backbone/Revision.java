// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names what an embedding depends on: the code, the weights and the options. */
public final class Revision {
  private static final int DIGITS = 12;

  private Revision() {}

  /**
   * For example {@code v1-3f2a9c417be0-layer12-bfloat16}.
   *
   * @param version of the code; goes up with every change that changes vectors
   * @param options of which those that are set are named
   * @param weights whose bytes are hashed; of large files the hash is remembered in the folder of
   *     all models, until they change
   */
  public static String of(int version, BackboneOptions options, Path... weights)
      throws IOException {
    List<String> parts = new ArrayList<>();
    parts.add("v" + version);
    Digests digests = Digests.in(options.models());
    for (Path file : weights) {
      parts.add(digests.sha256(file).substring(0, DIGITS));
    }
    options.layer().ifPresent(layer -> parts.add("layer" + layer));
    options.precision().ifPresent(set -> parts.add(set.name().toLowerCase(Locale.ROOT)));
    options.clip().ifPresent(clip -> parts.add(clip.toString()));
    if (options.studyExact()) {
      parts.add("study");
    }
    return String.join("-", parts);
  }
}
