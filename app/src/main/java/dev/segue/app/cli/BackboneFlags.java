// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import dev.segue.embedder.backbone.Backbones;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which backbone hears the audio, and how: the same flags on every command that hears. */
final class BackboneFlags extends HearingFlags {
  @Option(
      names = "--backbone",
      paramLabel = "NAME",
      converter = Name.class,
      completionCandidates = Names.class,
      description = "What hears the audio: ${COMPLETION-CANDIDATES} (default: mfcc).")
  private String backbone;

  @Override
  String backbone() {
    return backbone;
  }

  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Backbones.names().iterator();
    }
  }

  static final class Name implements ITypeConverter<String> {
    @Override
    public String convert(String name) {
      try {
        return Backbones.type(name).name();
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
