// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A backbone that is a network. Only clips of exactly one length go through it together: padding
 * would change the result of networks that normalise over time.
 */
public final class TorchBackbone implements Backbone {
  private final String name;
  private final String revision;
  private final Clip clip;
  private final AudioModel model;

  /**
   * Wraps a model, which is closed with it.
   *
   * @param revision see {@link Revision}
   * @param clip which part of a track it hears
   */
  public TorchBackbone(String name, String revision, Clip clip, AudioModel model) {
    this.name = name;
    this.revision = revision;
    this.clip = clip;
    this.model = model;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String revision() {
    return revision;
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
  public int dimension() {
    return model.dimension();
  }

  @Override
  public boolean isParallel() {
    return false;
  }

  @Override
  public float[][] embed(List<Waveform> waveforms) {
    Map<Integer, List<Integer>> byLength = new TreeMap<>();
    float[][] samples = new float[waveforms.size()][];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = samples(waveforms.get(i));
      byLength.computeIfAbsent(samples[i].length, length -> new ArrayList<>()).add(i);
    }
    float[][] vectors = new float[samples.length][];
    for (List<Integer> same : byLength.values()) {
      float[][] batch = model.embed(same.stream().map(i -> samples[i]).toArray(float[][]::new));
      for (int i = 0; i < batch.length; i++) {
        vectors[same.get(i)] = batch[i];
      }
    }
    return vectors;
  }

  private float[] samples(Waveform waveform) {
    if (waveform.sampleRate() != model.sampleRate()) {
      throw new IllegalArgumentException(
          "the audio has %d Hz; %s hears %d Hz"
              .formatted(waveform.sampleRate(), name, model.sampleRate()));
    }
    float[] samples = waveform.samples();
    return samples.length < model.shortest() ? Arrays.copyOf(samples, model.shortest()) : samples;
  }

  @Override
  public void close() {
    model.close();
  }

  @Override
  public String toString() {
    return name + " " + revision;
  }
}
