// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.backbone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.Waveform;
import dev.segue.nn.torch.Precision;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HalfPrecisionTest {
  private static final BackboneOptions OPTIONS = BackboneOptions.in(Path.of("models"));

  private final Rounding type = new Rounding();

  @Test
  void keepsSinglePrecisionWhereNeitherHalfIsClose() throws Exception {
    type.off(Precision.FLOAT16, 0.05f).off(Precision.BFLOAT16, 0.011f);
    assertOpened(Precision.FLOAT32);
  }

  @Test
  void takesBfloat16WhereFloat16Overflows() throws Exception {
    type.off(Precision.FLOAT16, Float.NaN).off(Precision.BFLOAT16, 0.009f);
    assertOpened(Precision.BFLOAT16);
  }

  @Test
  void takesFloat16FirstWhereItIsClose() throws Exception {
    type.off(Precision.FLOAT16, 0.001f);
    assertOpened(Precision.FLOAT16);
  }

  @Test
  void closesWhatItOpenedWhenHearingFails() {
    type.failing = Precision.FLOAT16;
    assertThatThrownBy(() -> HalfPrecision.open(type, OPTIONS)).hasMessage("float16 is not there");
    assertThat(type.opened).hasSize(2).allMatch(one -> one.closed);
  }

  @Test
  void passesOnThatThereAreNoWeights() {
    BackboneType mert = Backbones.type("mert-95m");
    assertThatThrownBy(() -> HalfPrecision.open(mert, OPTIONS))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("segue models fetch mert-95m");
  }

  private void assertOpened(Precision precision) throws IOException {
    Backbone opened = HalfPrecision.open(type, OPTIONS);
    assertThat(opened.revision()).isEqualTo(precision.name());
    assertThat(type.opened).allSatisfy(one -> assertThat(one.closed).isEqualTo(one != opened));
  }

  /** Backbones whose vectors are off by a known part. */
  private static final class Rounding implements BackboneType {
    private final Map<Precision, Float> off = new EnumMap<>(Precision.class);
    private final List<Hearing> opened = new ArrayList<>();
    private Precision failing;

    Rounding off(Precision precision, float part) {
      off.put(precision, part);
      return this;
    }

    @Override
    public String name() {
      return "rounding";
    }

    @Override
    public Optional<ModelCard> card() {
      return Optional.empty();
    }

    @Override
    public Backbone open(BackboneOptions options) {
      opened.add(new Hearing(options.precision().orElseThrow()));
      return opened.get(opened.size() - 1);
    }

    @Override
    public Backbone random(BackboneOptions options, long seed) {
      return open(options);
    }

    @Override
    public String verify(Path file) {
      return "";
    }

    /** One that was opened. */
    private final class Hearing implements Backbone {
      private final Precision precision;
      private boolean closed;

      Hearing(Precision precision) {
        this.precision = precision;
      }

      @Override
      public String name() {
        return "rounding";
      }

      @Override
      public String revision() {
        return precision.name();
      }

      @Override
      public int sampleRate() {
        return 16_000;
      }

      @Override
      public Clip clip() {
        return Clip.WHOLE;
      }

      @Override
      public int dimension() {
        return 2;
      }

      @Override
      public float[][] embed(List<Waveform> waveforms) {
        if (precision == failing) {
          throw new IllegalStateException("float16 is not there");
        }
        double energy = 0;
        for (float sample : waveforms.get(0).samples()) {
          energy += (double) sample * sample;
        }
        float value = (float) energy * (1 + off.getOrDefault(precision, 0f));
        return new float[][] {{value, -value}};
      }

      @Override
      public void close() {
        closed = true;
      }
    }
  }
}
