// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingsReaderTest {
  private enum Colour {
    RED,
    SKY_BLUE
  }

  private static SettingsReader reader(String... keysAndValues) {
    AlgorithmSettings settings = AlgorithmSettings.DEFAULTS;
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings = settings.with(keysAndValues[i], keysAndValues[i + 1]);
    }
    return new SettingsReader("painter", settings);
  }

  @Test
  void readsWhatIsSetAndDefaultsTheRest() {
    SettingsReader reader = reader("size", "7", "dry", "false", "colour", "sky-blue");

    assertThat(reader.number("size", 1, 0, 9)).isEqualTo(7);
    assertThat(reader.number("other", 1, 0, 9)).isEqualTo(1);
    assertThat(reader.flag("dry", true)).isFalse();
    assertThat(reader.choice("colour", Colour.RED)).isEqualTo(Colour.SKY_BLUE);
    reader.finish();
  }

  @Test
  void saysWhatIsAllowed() {
    SettingsReader reader = reader("size", "10", "half", "0.5", "dry", "yes", "colour", "SKY_BLUE");

    assertThatThrownBy(() -> reader.number("size", 1, 0, 9))
        .hasMessage("painter: size is 10; set it to a whole number from 0 to 9");
    assertThatThrownBy(() -> reader.number("half", 1, 0, 9))
        .hasMessage("painter: half is 0.5; set it to a whole number from 0 to 9");
    assertThatThrownBy(() -> reader.flag("dry", true))
        .hasMessage("painter: dry is yes; set it to true or false");
    assertThatThrownBy(() -> reader.choice("colour", Colour.RED))
        .hasMessage("painter: colour is SKY_BLUE; set it to one of red, sky-blue");
  }

  @Test
  void namesTheNearestKeyForAnUnknownOne() {
    SettingsReader reader = reader("sise", "7");
    reader.number("size", 1, 0, 9);
    reader.flag("dry", true);

    assertThatThrownBy(reader::finish)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("painter has no setting sise; did you mean size? It has dry, size");
  }

  @Test
  void refusesAnySettingWhereThereIsNone() {
    assertThatThrownBy(reader("size", "7")::finish)
        .hasMessage("painter has no settings, so remove size");
  }
}
