// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Hears nothing but the length; remembers its batches. */
final class FakeBackbone implements Backbone {
  static final int RATE = 8000;

  private final List<Integer> batches = new CopyOnWriteArrayList<>();
  private volatile Consumer<List<Waveform>> before = batch -> {};
  private volatile Clip clip = Clip.WHOLE;
  private volatile float gain = 1;
  private volatile boolean parallel;
  private volatile boolean closed;

  /** Lets it hear this part. */
  FakeBackbone clip(Clip clip) {
    this.clip = clip;
    return this;
  }

  /** Lets several threads call it. */
  FakeBackbone parallel() {
    this.parallel = true;
    return this;
  }

  /** Multiplies every value by this. */
  void gain(float gain) {
    this.gain = gain;
  }

  boolean isClosed() {
    return closed;
  }

  /** What it does before it hears a batch. */
  void before(Consumer<List<Waveform>> before) {
    this.before = before;
  }

  /** The sizes of all batches so far. */
  List<Integer> batches() {
    return batches;
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String revision() {
    return "1";
  }

  @Override
  public int sampleRate() {
    return RATE;
  }

  @Override
  public Clip clip() {
    return clip;
  }

  @Override
  public int dimension() {
    return 2;
  }

  @Override
  public boolean isParallel() {
    return parallel;
  }

  @Override
  public void close() {
    closed = true;
  }

  @Override
  public float[][] embed(List<Waveform> waveforms) {
    batches.add(waveforms.size());
    before.accept(waveforms);
    return waveforms.stream()
        .map(waveform -> new float[] {gain * (float) waveform.seconds(), gain})
        .toArray(float[][]::new);
  }
}
