// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

import dev.segue.embedder.audio.Waveform;
import java.util.Optional;

/**
 * An audio file on its way to a vector: either the vector is known, or the samples are here.
 *
 * @param sha256 of the file's bytes
 * @param known the vector, if the cache had it
 * @param waveform the samples, if it had not
 */
record PreparedAudio(String sha256, Optional<EmbeddedAudio> known, Optional<Waveform> waveform) {}
