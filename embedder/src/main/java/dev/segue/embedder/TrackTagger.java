// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.AudioDecoder;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.DecodeLimits;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.BackboneType;
import dev.segue.embedder.backbone.Backbones;
import dev.segue.embedder.backbone.Tagger;
import dev.segue.embedder.backbone.TaggerType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Says which tags fit audio files. Thread-safe. */
public final class TrackTagger implements AutoCloseable {
  private final AudioDecoder decoder;
  private final Tagger tagger;

  private TrackTagger(AudioDecoder decoder, Tagger tagger) {
    this.decoder = decoder;
    this.tagger = tagger;
  }

  /** A tag and how likely it fits, from 0 to 1. */
  public record Tag(String name, float probability) {}

  /**
   * With the backbone of the settings.
   *
   * @throws IllegalArgumentException if there is no such backbone or it tells no tags; the message
   *     names those that do
   * @throws IOException if its weights are not there or cannot be used
   */
  public static TrackTagger create(EmbedderSettings settings) throws IOException {
    BackboneType type = Backbones.type(settings.backbone());
    if (!(type instanceof TaggerType taggers)) {
      throw new IllegalArgumentException(
          "the backbone '%s' tells no tags (embedder.backbone); these do: %s"
              .formatted(
                  type.name(),
                  Backbones.names().stream()
                      .filter(name -> Backbones.type(name) instanceof TaggerType)
                      .collect(Collectors.joining(", "))));
    }
    DecodeLimits limits =
        new DecodeLimits(
            settings.maxDuration(),
            settings.maxChannels(),
            settings.maxBytes(),
            settings.decodeTimeout());
    return new TrackTagger(
        new AudioDecoder(limits), taggers.openTagger(EmbedderSettings.options(settings)));
  }

  /**
   * The likeliest tags of a file, the likeliest first. Where a backbone hears windows, the mean
   * over them.
   *
   * @param count how many
   * @throws AudioException if the audio is refused; {@link AudioException#reason()} says why
   */
  public List<Tag> tags(Path audio, int count) throws AudioException {
    Waveform decoded = decoder.decode(audio, tagger.sampleRate(), tagger.clip());
    List<Waveform> pieces = tagger.clip().pieces(decoded);
    double[] sums = new double[tagger.tags().size()];
    for (Waveform piece : pieces) {
      float[] probabilities = tagger.probabilities(piece);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += probabilities[i];
      }
    }
    List<Tag> tags = new ArrayList<>();
    for (int i = 0; i < sums.length; i++) {
      tags.add(new Tag(tagger.tags().get(i), (float) (sums[i] / pieces.size())));
    }
    tags.sort(Comparator.comparing(Tag::probability).reversed());
    return List.copyOf(tags.subList(0, Math.min(count, tags.size())));
  }

  @Override
  public void close() {
    tagger.close();
  }

  @Override
  public String toString() {
    return "TrackTagger[" + tagger.name() + "]";
  }
}
