// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.AudioException;
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
  private final TrackEmbedder embedder;
  private final List<String> tags;

  private TrackTagger(TrackEmbedder embedder, List<String> tags) {
    this.embedder = embedder;
    this.tags = tags;
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
    Tagger tagger = taggers.openTagger(EmbedderSettings.options(settings));
    return new TrackTagger(TrackEmbedder.create(settings, tagger.backbone()), tagger.tags());
  }

  /**
   * The likeliest tags of a file, the likeliest first. Where a backbone hears windows, the mean
   * over them.
   *
   * @param count how many
   * @throws AudioException if the audio is refused; {@link AudioException#reason()} says why
   */
  public List<Tag> tags(Path audio, int count) throws AudioException {
    return likeliest(embedder.embed(audio).vector(), count);
  }

  /**
   * The same of many files, as fast as the machine can.
   *
   * @param listener told of every file in the order of the list, by the thread that calls this
   * @throws InterruptedException if the thread is interrupted; what is not begun is not done
   */
  public void tagAll(List<Path> audio, int count, FileListener<List<Tag>> listener)
      throws InterruptedException {
    embedder.embedAll(
        audio,
        new FileListener<>() {
          @Override
          public void heard(Path file, EmbeddedAudio result) {
            listener.heard(file, likeliest(result.vector(), count));
          }

          @Override
          public void refused(Path file, AudioException reason) {
            listener.refused(file, reason);
          }
        });
  }

  private List<Tag> likeliest(float[] probabilities, int count) {
    List<Tag> all = new ArrayList<>();
    for (int i = 0; i < probabilities.length; i++) {
      all.add(new Tag(tags.get(i), probabilities[i]));
    }
    all.sort(Comparator.comparing(Tag::probability).reversed());
    return List.copyOf(all.subList(0, Math.min(count, all.size())));
  }

  @Override
  public void close() {
    embedder.close();
  }

  @Override
  public String toString() {
    return "TrackTagger[" + embedder + "]";
  }
}
