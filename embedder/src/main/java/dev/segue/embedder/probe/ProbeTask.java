// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.probe;

import java.util.Locale;

/** What is to be told of a track. */
public enum ProbeTask {
  /** One of several classes: genre, instrument, singing technique. */
  MULTI_CLASS,
  /** Any number of tags. */
  MULTI_LABEL,
  /** One or several numbers: valence and arousal, tempo. */
  REGRESSION,
  /** One of the 24 major and minor keys. */
  KEY;

  /** As on the command line: lower case with hyphens. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
