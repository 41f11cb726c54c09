// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.embedder.audio.Waveform;
import dev.segue.embedder.backbone.Backbone;
import dev.segue.embedder.backbone.BackboneOptions;
import dev.segue.embedder.backbone.conformer.Family;
import dev.segue.embedder.backbone.conformer.Mixing;
import dev.segue.embedder.backbone.conformer.MusicEncoderType;
import dev.segue.runtime.progress.Progress;
import dev.segue.runtime.storage.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PretrainingTest {
  private static final Duration SELDOM = Duration.ofMinutes(5);
  private static final Duration ALWAYS = Duration.ofNanos(1);

  @TempDir Path folder;

  @Test
  void saysThatThereIsNothingToTrainOn() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "no music");
    assertThatThrownBy(() -> train(Tunes.QUICK, "out"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no audio to train on");
  }

  @Test
  void refusesAFolderThatAnotherTrainingWritesTo() throws IOException {
    Tunes.write(folder, 3);
    try (FolderLock other = FolderLock.take(folder.resolve("out")).orElseThrow()) {
      assertThatThrownBy(() -> train(quick(1, SELDOM), "out"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another training writes to " + folder.resolve("out"))
          .hasMessageContaining("choose another folder");
      assertThat(other).isNotNull();
    }
    assertThat(train(quick(1, SELDOM), "out").curves().validation()).hasSize(2);
  }

  @Test
  void keepsTheWeightsOfTheBestMeasurement() throws IOException {
    Tunes.write(folder, 4);
    PretrainSettings tooFast = Tunes.quick(8, 0.99);
    assertThatThrownBy(() -> trainUntil(tooFast, 1, "begun")).hasMessage("interrupted");
    Curves curves = train(tooFast, "out").curves();
    assertThat(curves.validation().get(1).loss()).isGreaterThan(curves.validation().get(0).loss());
    assertThat(curves.kept()).contains(curves.validation().get(0));
    assertThat(curves.text()).contains("kept");
    assertThat(folder.resolve("out/curves.json")).content().contains("\"kept_step\" : 0");
    assertThat(folder.resolve("out/weights.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("begun/weights.safetensors"));
  }

  @Test
  void learnsMoreThanHowOftenCodesOccur() throws IOException {
    Tunes.write(folder, 16);
    Curves curves = train(Tunes.QUICK, "out").curves();
    Curves.Validation first = curves.validation().get(0);
    Curves.Validation last = curves.validation().get(curves.validation().size() - 1);
    assertThat(first.crossEntropy()).isGreaterThan(first.frequencyEntropy());
    assertThat(last.crossEntropy()).isLessThan(last.frequencyEntropy());
    assertThat(last.crossEntropy()).isLessThan(last.trainedFrequencyEntropy());
    assertThat(last.trainedFrequencyEntropy()).isGreaterThan(last.frequencyEntropy());
    assertThat(last.squaredError()).isLessThan(first.squaredError());
    assertThat(last.accuracy()).isGreaterThan(first.accuracy());
    assertThat(curves.text()).contains("cross-entropy", "training loss");
  }

  @Test
  void leavesOutAudioThatIsBroken() throws IOException {
    Tunes.write(folder, 4);
    Files.write(folder.resolve("broken.wav"), new byte[1000]);
    Files.write(folder.resolve("empty.mp3"), new byte[0]);
    Pretraining.Result result = train(quick(2, SELDOM), "out");
    assertThat(result.tracks() + result.heldOut()).isEqualTo(4);
  }

  @Test
  void endsAtTheSameWeightsWhenItWasInterrupted() throws IOException {
    Tunes.write(folder, 6);
    PretrainSettings settings = quick(12, ALWAYS);
    train(settings, "whole");
    for (int steps : new int[] {1, 7, 11}) {
      assertThatThrownBy(() -> trainUntil(settings, steps, "cut")).hasMessage("interrupted");
    }
    Curves curves = train(settings, "cut").curves();
    for (String name : List.of("weights.safetensors", "config.json", "curves.json")) {
      assertThat(folder.resolve("cut").resolve(name))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(name));
    }
    assertThat(curves.train()).hasSize(12);
  }

  @Test
  void givesTheResultAgainWhenThereIsNothingLeftToDo() throws IOException {
    Tunes.write(folder, 4);
    Curves first = train(quick(3, SELDOM), "out").curves();
    Curves again = train(quick(3, SELDOM), "out").curves();
    assertThat(again.validation()).isEqualTo(first.validation());
  }

  @Test
  void refusesToGoOnWithOtherSettingsOrMusic() throws IOException {
    Tunes.write(folder, 4);
    train(quick(3, SELDOM), "out");
    assertThatThrownBy(() -> train(quick(4, SELDOM), "out"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("a training with other settings or other music, of 3 steps");
    Tunes.write(folder, 5);
    assertThatThrownBy(() -> train(quick(3, SELDOM), "out"))
        .hasMessageContaining("other settings or other music");
  }

  @Test
  void writesABackbone() throws IOException {
    Tunes.write(folder, 3);
    train(Tunes.quick(Family.CONFORMER, Mixing.ROTARY, 1, SELDOM), "out");
    BackboneOptions options = BackboneOptions.in(folder).withWeights(folder.resolve("out"));
    try (Backbone backbone = MusicEncoderType.CONFORMER.open(options)) {
      Waveform audio = new Waveform(new float[24_000], 24_000);
      assertThat(backbone.embed(List.of(audio))[0]).hasSize(128).doesNotContain(Float.NaN);
    }
  }

  private static PretrainSettings quick(int steps, Duration checkpointEvery) {
    return Tunes.quick(Family.BRANCHFORMER, Mixing.SUMMARY, steps, checkpointEvery);
  }

  private Pretraining.Result train(PretrainSettings settings, String out) throws IOException {
    return new Pretraining(settings, Progress.SILENT).run(folder, folder.resolve(out));
  }

  /** Stops as if the process had ended, after so many steps. */
  private void trainUntil(PretrainSettings settings, int steps, String out) throws IOException {
    Progress ending =
        (name, total, unit) ->
            new Progress.Task() {
              private long done;

              @Override
              public void step(long count) {
                done += count;
                if (name.equals("pretrain") && done == steps) {
                  throw new IllegalStateException("interrupted");
                }
              }

              @Override
              public void close() {}
            };
    new Pretraining(settings, ending).run(folder, folder.resolve(out));
  }
}
