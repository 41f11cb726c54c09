// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder.pretrain;

import dev.segue.embedder.audio.AudioDecoder;
import dev.segue.embedder.audio.AudioException;
import dev.segue.embedder.audio.Clip;
import dev.segue.embedder.audio.DecodeLimits;
import dev.segue.embedder.backbone.conformer.MelFrames;
import dev.segue.embedder.backbone.conformer.MelInput;
import dev.segue.embedder.dsp.LogMel;
import dev.segue.runtime.progress.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The mel spectra of all audio below a folder, computed once and kept on disk. What cannot be
 * decoded is left out with a warning.
 *
 * @param tracks in the order of their paths
 */
record MelCatalogue(List<MelFile> tracks) {
  private static final Logger LOG = LoggerFactory.getLogger(MelCatalogue.class);

  /** What is too long for a service is not for a training; nobody waits for one track. */
  private static final DecodeLimits LIMITS =
      new DecodeLimits(Duration.ofHours(4), 8, 2L << 30, Duration.ofMinutes(10));

  /**
   * Reads what is in the cache and computes the rest, on all processors.
   *
   * @param audio the folder
   * @param cache where the spectra are kept
   * @param perTrack the most that is used of a track, from its middle
   * @throws IOException if the folder cannot be read or holds no audio that can be decoded
   */
  static MelCatalogue of(Path audio, Path cache, MelInput mel, Duration perTrack, Progress progress)
      throws IOException {
    Files.createDirectories(cache);
    List<Path> files = files(audio);
    AudioDecoder decoder = new AudioDecoder(LIMITS);
    Maker maker = new Maker(decoder, cache, mel, MelFrames.of(mel), perTrack);
    List<MelFile> tracks;
    try (Progress.Task task = progress.begin("hear the catalogue", files.size(), "tracks")) {
      tracks =
          files.parallelStream()
              .map(
                  file -> {
                    MelFile made = maker.make(file);
                    task.step(1);
                    return made;
                  })
              .filter(Objects::nonNull)
              .toList();
    } catch (UncheckedIOException e) {
      throw new IOException("cannot keep mel spectra in " + cache + ": " + e.getMessage(), e);
    }
    if (tracks.isEmpty()) {
      throw new IOException(
          "there is no audio to train on in %s: of %d files none could be decoded"
              .formatted(audio, files.size()));
    }
    return new MelCatalogue(tracks);
  }

  private static List<Path> files(Path audio) throws IOException {
    try (Stream<Path> all = Files.walk(audio)) {
      return all.filter(Files::isRegularFile).filter(MelCatalogue::isAudio).sorted().toList();
    }
  }

  private static boolean isAudio(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.matches(".*[.](aac|aif|aiff|ape|flac|m4a|mka|mp3|oga|ogg|opus|wav|webm|wma|wv)");
  }

  /** Makes the spectra of one track. Thread-safe. */
  private record Maker(
      AudioDecoder decoder, Path cache, MelInput mel, LogMel front, Duration perTrack) {
    /** Null, with a warning, if the file cannot be decoded. */
    MelFile make(Path file) {
      try {
        Path kept = cache.resolve(key(file) + ".mel");
        Optional<MelFile> there = MelFile.open(kept);
        return there.isPresent() ? there.get() : MelFile.write(kept, hear(file), mel.bins());
      } catch (AudioException e) {
        LOG.warn("{} is left out: {}", file, e.getMessage());
        return null;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private float[] hear(Path file) throws AudioException {
      float[] samples = decoder.decode(file, mel.sampleRate(), Clip.centre(perTrack)).samples();
      // Nothing is shorter than a frame.
      return front.decibels(Arrays.copyOf(samples, Math.max(samples.length, mel.hop())));
    }

    /** What the spectra depend on; a file that was not touched since is not read again. */
    private String key(Path file) throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      String all =
          String.join(
              "|",
              file.toAbsolutePath().normalize().toString(),
              Long.toString(attributes.size()),
              attributes.lastModifiedTime().toString(),
              mel.with(0, 1).toString(),
              perTrack.toString());
      return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8)).toString();
    }
  }
}
