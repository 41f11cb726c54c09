// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "middle:30s", "first", "centre:", "first:0s", "windows:soon", "whole:30s"})
  void refusesWhatIsNoClip(String text) {
    assertThatThrownBy(() -> Clip.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void saysHowAClipIsWritten() {
    assertThatThrownBy(() -> Clip.parse("middle:30s"))
        .hasMessage(
            "'middle:30s' is not a clip; write first:30s, centre:30s, windows:30s or whole");
  }

  @Test
  void readsWhatItWrites() {
    for (Clip clip :
        List.of(
            Clip.WHOLE,
            Clip.first(Duration.ofSeconds(30)),
            Clip.centre(Duration.ofMillis(1500)),
            Clip.windows(Duration.ofSeconds(5)))) {
      assertThat(Clip.parse(clip.toString())).isEqualTo(clip);
    }
    assertThat(Clip.parse("Centre:30s")).isEqualTo(Clip.centre(Duration.ofSeconds(30)));
  }

  @Test
  void leavesALastWindowOutThatIsShorterThanHalf() {
    assertThat(windows(1, 1, 1, 1, 1, 1, 1, 1, 1)).containsExactly(4, 4);
    assertThat(windows(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)).containsExactly(4, 4, 2);
    assertThat(windows(1, 1, 1, 1)).containsExactly(4);
  }

  @Test
  void keepsTheOnlyWindowHoweverShortItIs() {
    assertThat(windows(1)).containsExactly(1);
  }

  @Test
  void leavesSilentWindowsOutUnlessAllAreSilent() {
    assertThat(windows(0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0)).containsExactly(4);
    assertThat(windows(0, 0, 0, 0, 0, 0)).containsExactly(4, 2);
  }

  @Test
  void keepsOtherClipsInOnePiece() {
    Waveform track = new Waveform(new float[9], 1);
    assertThat(Clip.WHOLE.pieces(track)).containsExactly(track);
    assertThat(Clip.centre(Duration.ofSeconds(4)).pieces(track)).containsExactly(track);
  }

  /** The lengths of the windows of four seconds, at one sample a second. */
  private static List<Integer> windows(float... samples) {
    return Clip.windows(Duration.ofSeconds(4)).pieces(new Waveform(samples, 1)).stream()
        .map(window -> window.samples().length)
        .toList();
  }
}
