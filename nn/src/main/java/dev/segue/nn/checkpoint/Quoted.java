// SPDX-License-Identifier: Apache-2.0
package dev.segue.nn.checkpoint;

/** Text from a file made safe to print: one line, not endless. */
final class Quoted {
  private static final int MAX_LENGTH = 100;

  private Quoted() {}

  static String of(String text) {
    boolean cut = text.length() > MAX_LENGTH;
    String shown = cut ? text.substring(0, MAX_LENGTH) : text;
    return shown.replaceAll("\\P{Print}", "?") + (cut ? "..." : "");
  }
}
