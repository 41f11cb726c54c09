// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.embedder.backbone.conformer.MelInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {
  private static final MelInput MEL = new MelInput(24_000, 2048, 240, 2, 10, 2);
  private static final int FRAMES = 200;

  @TempDir Path folder;
  private List<MelFile> tracks;

  /** Track i says i in its first bin and the number of the frame in the second. */
  @BeforeEach
  void writeTracks() throws IOException {
    tracks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      float[] values = new float[2 * (i == 0 ? 150 : 400)];
      for (int t = 0; t < values.length / 2; t++) {
        values[2 * t] = i;
        values[2 * t + 1] = t;
      }
      tracks.add(MelFile.write(folder.resolve(i + ".mel"), values, 2));
    }
  }

  @Test
  void bringsValuesToTheMeanAndDeviation() throws IOException {
    Batch batch = segments().train(1, 1);
    double track = batch.whole()[0] * 2 + 10;
    assertThat(track).isBetween(0.0, 4.0).isEqualTo(Math.rint(track));
  }

  @Test
  void drawsTheSameForTheSameStep() throws IOException {
    Batch one = segments().train(17, 3);
    Segments others = segments();
    others.train(3, 3);
    Batch again = others.train(17, 3);
    assertThat(again.whole()).isEqualTo(one.whole());
    assertThat(again.hidden()).isEqualTo(one.hidden());
    assertThat(others.train(18, 3).whole()).isNotEqualTo(one.whole());
  }

  @Test
  void drawsEachTrackInAnEpochAsOftenAsSegmentsFit() throws IOException {
    Segments segments = segments();
    assertThat(segments.perEpoch()).isEqualTo(1 + 4 * 2);
    for (int epoch = 0; epoch < 3; epoch++) {
      int[] drawn = new int[5];
      for (int step = 1; step <= 3; step++) {
        Batch batch = segments.train(epoch * 3L + step, 3);
        for (int i = 0; i < 3; i++) {
          drawn[Math.round(batch.whole()[i * FRAMES * 2] * 2 + 10)]++;
        }
      }
      assertThat(drawn).containsExactly(1, 2, 2, 2, 2);
    }
  }

  @Test
  void repeatsATrackThatIsShorterThanASegment() throws IOException {
    Batch batch = new Segments(tracks.subList(0, 1), MEL, Tunes.QUICK).train(1, 1);
    float[] whole = batch.whole();
    for (int t = 1; t < FRAMES; t++) {
      float step = (whole[2 * t + 1] - whole[2 * t - 1]) * 2;
      assertThat(step == 1 || step == -149).isTrue();
    }
  }

  @Test
  void hidesWholeWindowsAndNothingElse() throws IOException {
    Segments segments = segments();
    int hidden = 0;
    for (int step = 1; step <= 100; step++) {
      Batch batch = segments.train(step, 2);
      hidden += batch.places();
      int changed = 0;
      for (int i = 0; i < batch.whole().length; i += 8) {
        changed += batch.whole()[i] == batch.hidden()[i] ? 0 : 1;
      }
      assertThat(changed).isEqualTo(batch.places()).isPositive();
      assertThat(batch.places() % 10).isZero();
    }
    // A segment has 50 positions; of 5 windows a fifth is hidden, at least one.
    double part = hidden / (100.0 * 2 * 50);
    assertThat(part).isBetween(0.2, 0.34);
  }

  @Test
  void measuresTheSamePlacesOfEachTrackEveryTime() throws IOException {
    Segments segments = segments();
    assertThat(segments.fixed(1)).isEqualTo(5);
    assertThat(segments.fixed(9)).isEqualTo(1 + 4 * 2);
    Batch batch = segments.fixed(1, 4, 9);
    int[] tracks = {1, 1, 2, 2};
    int[] frames = {50, 150, 50, 150};
    for (int i = 0; i < tracks.length; i++) {
      assertThat(batch.whole()[i * FRAMES * 2] * 2 + 10).isEqualTo(tracks[i]);
      assertThat(batch.whole()[i * FRAMES * 2 + 1] * 2 + 10).isEqualTo(frames[i]);
    }
    assertThat(segments().fixed(1, 4, 9).hidden()).isEqualTo(batch.hidden());
    assertThat(segments().fixed(2, 1, 9).hidden())
        .isEqualTo(Arrays.copyOfRange(batch.hidden(), FRAMES * 2, 2 * FRAMES * 2));
  }

  private Segments segments() {
    return new Segments(tracks, MEL, Tunes.QUICK);
  }
}
