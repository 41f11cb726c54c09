// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.dsp;

/** What a centred frame sees before the first and after the last sample. */
public enum Padding {
  /** Silence; librosa since 0.10. */
  ZERO {
    @Override
    float at(float[] samples, long index) {
      return 0;
    }
  },

  /** The signal mirrored at its end samples, as often as needed; librosa before 0.10, PyTorch. */
  REFLECT {
    @Override
    float at(float[] samples, long index) {
      if (samples.length == 1) {
        return samples[0];
      }
      long period = 2L * (samples.length - 1);
      long place = Math.floorMod(index, period);
      return samples[(int) Math.min(place, period - place)];
    }
  };

  /** The value at an index outside the samples. */
  abstract float at(float[] samples, long index);
}
