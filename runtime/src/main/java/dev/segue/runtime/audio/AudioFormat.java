// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.audio;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The containers of audio that are read, each with ffmpeg's name of it and the extensions of its
 * files: the one list for what is imported and for what is decoded. Playlists and the like are not
 * among them: they would open other files.
 */
public enum AudioFormat {
  /** ADTS. */
  AAC("aac", "aac"),
  /** AIFF and AIFF-C. */
  AIFF("aiff", "aif aifc aiff"),
  /** Apple's Core Audio. */
  CAF("caf", "caf"),
  /** FLAC of its own. */
  FLAC("flac", "flac"),
  /** Matroska and WebM. */
  MATROSKA("matroska", "mka webm"),
  /** MPEG-4. */
  MOV("mov", "m4a m4b mp4"),
  /** MPEG audio, layers 1 to 3. */
  MP3("mp3", "mp2 mp3"),
  /** Ogg. */
  OGG("ogg", "oga ogg opus"),
  /** Sony's Wave64. */
  W64("w64", "w64"),
  /** RIFF WAVE. */
  WAV("wav", "wav"),
  /** WavPack. */
  WV("wv", "wv");

  private final String demuxer;
  private final String extensions;

  AudioFormat(String demuxer, String extensions) {
    this.demuxer = demuxer;
    this.extensions = extensions;
  }

  /** The names of ffmpeg's demuxers, with commas between them. */
  public static String demuxers() {
    return Arrays.stream(values()).map(format -> format.demuxer).collect(Collectors.joining(","));
  }

  /** The extensions of all files that are read, without their dots. */
  public static SortedSet<String> extensions() {
    SortedSet<String> all = new TreeSet<>();
    for (AudioFormat format : values()) {
      Collections.addAll(all, format.extensions.split(" "));
    }
    return all;
  }

  /** The extension of a file's name with its dot, in lower case, if it is one of audio. */
  public static Optional<String> suffix(String fileName) {
    int dot = fileName.lastIndexOf('.');
    String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
    return dot >= 0 && extensions().contains(extension)
        ? Optional.of("." + extension)
        : Optional.empty();
  }
}
