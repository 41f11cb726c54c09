// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.TaggerType;
import java.util.Iterator;
import picocli.CommandLine.Option;

/** Which backbone tells tags, and how it hears. */
final class TaggerFlags extends HearingFlags {
  static final String DEFAULT = "musicnn";

  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      converter = BackboneFlags.Name.class,
      completionCandidates = Names.class,
      description = "What hears the audio: ${COMPLETION-CANDIDATES} (default: " + DEFAULT + ").")
  private String backbone;

  @Override
  String backbone() {
    return backbone;
  }

  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Backbones.names().stream()
          .filter(name -> Backbones.type(name) instanceof TaggerType)
          .iterator();
    }
  }
}
