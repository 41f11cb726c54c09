// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.musicnn;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Tagger;
import java.util.Arrays;
import java.util.List;

/** The mean over patches of each tag's probability. */
final class MusicnnTagger implements Tagger {
  private final String name;
  private final List<String> tags;
  private final Clip clip;
  private final MusicnnModel model;

  MusicnnTagger(String name, List<String> tags, Clip clip, MusicnnModel model) {
    this.name = name;
    this.tags = tags;
    this.clip = clip;
    this.model = model;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> tags() {
    return tags;
  }

  @Override
  public int sampleRate() {
    return model.sampleRate();
  }

  @Override
  public Clip clip() {
    return clip;
  }

  @Override
  public float[] probabilities(Waveform audio) {
    if (audio.sampleRate() != model.sampleRate()) {
      throw new IllegalArgumentException(
          "the audio has %d Hz; %s hears %d Hz"
              .formatted(audio.sampleRate(), name, model.sampleRate()));
    }
    float[] samples = audio.samples();
    float[] whole =
        samples.length < model.shortest() ? Arrays.copyOf(samples, model.shortest()) : samples;
    return model.tags(new float[][] {whole})[0];
  }

  @Override
  public void close() {
    model.close();
  }
}
