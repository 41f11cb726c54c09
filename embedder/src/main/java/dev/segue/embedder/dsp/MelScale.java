// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.dsp;

/** The two mel scales in use. */
public enum MelScale {
  /**
   * Linear below 1000 Hz, logarithmic above (Slaney, Auditory Toolbox, 1998); librosa's default.
   */
  SLANEY {
    @Override
    public double toMel(double hertz) {
      return hertz < LINEAR_END
          ? hertz / LINEAR_STEP
          : LINEAR_END / LINEAR_STEP + Math.log(hertz / LINEAR_END) / LOG_STEP;
    }

    @Override
    public double toHertz(double mel) {
      double linearMels = LINEAR_END / LINEAR_STEP;
      return mel < linearMels
          ? mel * LINEAR_STEP
          : LINEAR_END * Math.exp((mel - linearMels) * LOG_STEP);
    }
  },

  /** {@code 2595 log10(1 + f / 700)} (O'Shaughnessy, 1987), as in the HTK toolkit. */
  HTK {
    @Override
    public double toMel(double hertz) {
      return 2595 * Math.log10(1 + hertz / 700);
    }

    @Override
    public double toHertz(double mel) {
      return 700 * (Math.pow(10, mel / 2595) - 1);
    }
  };

  private static final double LINEAR_END = 1000;
  private static final double LINEAR_STEP = 200.0 / 3;
  private static final double LOG_STEP = Math.log(6.4) / 27;

  /** The mel value of a frequency in Hz. */
  public abstract double toMel(double hertz);

  /** The frequency in Hz of a mel value. */
  public abstract double toHertz(double mel);
}
