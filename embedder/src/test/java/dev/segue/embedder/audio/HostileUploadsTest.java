// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;

import dev.segue.embedder.EmbeddedAudio;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.embedder.FileListener;
import dev.segue.embedder.TrackEmbedder;
import dev.segue.embedder.backbone.mert.Mert;
import dev.segue.embedder.backbone.wav2vec2.SmallModel;
import dev.segue.runtime.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * 500 damaged files of many formats, from the bytes to the vector: each is embedded, or refused
 * with a reason.
 */
class HostileUploadsTest {
  private static final int FILES = 500;
  private static final int AT_ONCE = 50;

  /** Name, encoder and sample format; those that this ffmpeg was built without are left out. */
  private static final String[][] FORMATS = {
    {"song.mp3", "libmp3lame", "fltp"},
    {"song.opus", "libopus", "flt"},
    {"song.flac", "flac", "s16"},
    {"song.wav", "pcm_s16le", "s16"},
    {"song.aiff", "pcm_s16be", "s16"},
    {"song.m4a", "aac", "fltp"},
    {"apple.m4a", "alac", "s16p"},
    {"song.aac", "aac", "fltp"},
    {"song.mka", "flac", "s16"},
    {"song.wv", "wavpack", "fltp"}
  };

  private static final String[] EXTENSIONS = {
    ".mp3", ".flac", ".wav", ".m4a", ".ogg", ".txt", ".jpg", ".m3u8", ""
  };

  @TempDir Path folder;

  private final Map<AudioException.Reason, Integer> refused =
      new EnumMap<>(AudioException.Reason.class);
  private int embedded;

  @Test
  void becomeMfccsOrReasons() throws Exception {
    embedAll(Map.of());
  }

  @Test
  void becomeVectorsOfANetworkOrReasons() throws Exception {
    Path models = folder.resolve("models");
    SmallModel.in(models, Mert.V1_95M);
    embedAll(Map.of("embedder.backbone", "mert-95m", "embedder.models", models.toString()));
  }

  private void embedAll(Map<String, String> settings) throws Exception {
    List<byte[]> songs = songs();
    assertThat(songs).hasSizeGreaterThan(5);
    Random random = new Random(17);
    Map<String, String> both = new HashMap<>(settings);
    both.put("embedder.threads", "2");
    try (TrackEmbedder embedder = TrackEmbedder.create(Settings.of(EmbedderSettings.class, both))) {
      // A part at a time, each in the place of the one before: all together fill 50 MB.
      for (int first = 0; first < FILES; first += AT_ONCE) {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
          byte[] song = songs.get((first + i) % songs.size());
          String extension = EXTENSIONS[random.nextInt(EXTENSIONS.length)];
          Path file = folder.resolve("upload" + i + extension);
          files.add(Files.write(file, damage(song, random)));
        }
        embedder.embedAll(files, new Counting(embedder.backbone().dimension()));
      }
    }
    assertThat(embedded + refused.values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(FILES);
    assertThat(embedded).isGreaterThan(FILES / 10);
    assertThat(refused).hasSizeGreaterThan(1).doesNotContainKey(AudioException.Reason.TIMED_OUT);
  }

  private final class Counting implements FileListener<EmbeddedAudio> {
    private final int dimension;

    Counting(int dimension) {
      this.dimension = dimension;
    }

    @Override
    public void heard(Path file, EmbeddedAudio audio) {
      float[] vector = audio.vector();
      assertThat(vector).hasSize(dimension);
      for (float value : vector) {
        if (!Float.isFinite(value)) {
          throw new AssertionError("a value is " + value);
        }
      }
      embedded++;
    }

    @Override
    public void refused(Path file, AudioException reason) {
      assertThat(reason).hasMessageNotContaining("null");
      refused.merge(reason.reason(), 1, Integer::sum);
    }
  }

  private List<byte[]> songs() throws IOException {
    List<byte[]> songs = new ArrayList<>();
    for (String[] format : FORMATS) {
      AVCodec encoder = avcodec_find_encoder_by_name(format[1]);
      if (encoder != null && !encoder.isNull()) {
        Path song = folder.resolve(format[0]);
        SongWriter.write(song, encoder, format[2], 440, 1);
        songs.add(Files.readAllBytes(song));
      }
    }
    return songs;
  }

  /** Turns bits, and cuts every third file off. */
  private static byte[] damage(byte[] song, Random random) {
    byte[] damaged = song.clone();
    int area = random.nextBoolean() ? Math.min(200, song.length) : song.length;
    for (int flips = random.nextInt(30); flips > 0; flips--) {
      damaged[random.nextInt(area)] ^= (byte) (1 << random.nextInt(8));
    }
    return random.nextInt(3) == 0
        ? Arrays.copyOf(damaged, random.nextInt(damaged.length))
        : damaged;
  }
}
