// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.imports.AudioImport;
import dev.segue.runtime.audio.AudioFormat;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.Track;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Brings a track and its audio in the object store together. */
final class TrackAudio {
  // Of the hash's 64 digits; 128 bits tell all recordings apart.
  private static final int ID_DIGITS = 32;

  private final ObjectStore store;

  TrackAudio(ObjectStore store) {
    this.store = store;
  }

  /** The track with the audio that was uploaded, now in the store. */
  Track store(Track track, UploadedFile upload) throws BadInput, IOException {
    if (upload.size() == 0) {
      throw new BadInput("the audio part is empty");
    }
    String suffix = AudioFormat.suffix(String.valueOf(upload.filename())).orElse("");
    try (InputStream bytes = upload.content()) {
      ObjectStore.Stored stored = store.put(AudioImport.FOLDER, suffix, bytes);
      return withAudio(track, stored.name(), stored.sha256());
    }
  }

  /** The track with the audio that its audioUri names. */
  Track find(Track track) throws BadInput, IOException {
    if (track.getAudioUri() == null) {
      throw new BadInput(
          "audioUri is missing; give the name of an object in the store, or upload the audio as"
              + " multipart/form-data");
    }
    Path file = existing(track.getAudioUri());
    return withAudio(track, store.name(file), ObjectStore.sha256(file));
  }

  private Path existing(String audioUri) throws BadInput, IOException {
    Path file;
    try {
      file = store.resolve(audioUri);
    } catch (IllegalArgumentException e) {
      throw new BadInput("audioUri: " + e.getMessage());
    }
    if (!Files.isRegularFile(file)) {
      throw new BadInput("audioUri: there is no '" + audioUri + "' in the object store");
    }
    return file;
  }

  private static Track withAudio(Track track, String uri, String sha256) {
    return Track.newBuilder(track)
        .setTrackId(
            track.getTrackId().isEmpty() ? sha256.substring(0, ID_DIGITS) : track.getTrackId())
        .setAudioUri(uri)
        .setAudioSha256(sha256)
        .build();
  }
}
