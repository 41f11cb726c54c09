// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone.mfcc;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneType;
import java.util.List;

/**
 * 13 MFCC means and the 91 distinct values of their covariance matrix, over the whole track unless
 * told otherwise: the shape of "MFCC stats" in Music4All-Onion (Moscati et al., CIKM 2022), with
 * librosa's definition of the coefficients. It claims equality with that definition, not with the
 * published file, whose exact parameters are not documented.
 */
public final class Mfcc104 implements Backbone {
  /** Its name in settings and topics. */
  public static final String NAME = "mfcc";

  /** Registers it. */
  public static final BackboneType TYPE = new Mfcc104Type();

  /** Goes up with every change to the computation that changes vectors. */
  private static final int VERSION = 2;

  private final MfccConfig config;
  private final Clip clip;
  private final Mfcc mfcc;

  private Mfcc104(MfccConfig config, Clip clip) {
    this.config = config;
    this.clip = clip;
    this.mfcc = new Mfcc(config);
  }

  /** With librosa's defaults. */
  public static Mfcc104 standard() {
    return with(MfccConfig.LIBROSA);
  }

  /** With other parameters; the dimension follows from the number of coefficients. */
  public static Mfcc104 with(MfccConfig config) {
    return with(config, Clip.WHOLE);
  }

  /** The same for a part of the track. */
  public static Mfcc104 with(MfccConfig config, Clip clip) {
    return new Mfcc104(config, clip);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String revision() {
    String parameters = Integer.toHexString(config.toString().hashCode());
    return "mfcc104-v"
        + VERSION
        + (config.equals(MfccConfig.LIBROSA) ? "" : "-" + parameters)
        + (clip.equals(Clip.WHOLE) ? "" : "-" + clip);
  }

  @Override
  public int sampleRate() {
    return config.sampleRate();
  }

  @Override
  public Clip clip() {
    return clip;
  }

  @Override
  public int dimension() {
    return MeanCovariance.dimension(config.coefficients());
  }

  @Override
  public float[][] embed(List<Waveform> waveforms) {
    float[][] vectors = new float[waveforms.size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = embed(waveforms.get(i));
    }
    return vectors;
  }

  private float[] embed(Waveform waveform) {
    if (waveform.sampleRate() != config.sampleRate()) {
      throw new IllegalArgumentException(
          "the audio has %d Hz; %s hears %d Hz"
              .formatted(waveform.sampleRate(), NAME, config.sampleRate()));
    }
    return MeanCovariance.of(mfcc.coefficients(waveform.samples()), config.ddof());
  }

  @Override
  public String toString() {
    return revision();
  }
}
