// SPDX-License-Identifier: Apache-2.0
package dev.segue.embedder;

/**
 * What the backbone heard in a clip that belongs to no track.
 *
 * @param sha256 of the file's bytes, lower-case hexadecimal
 * @param seconds of audio that were decoded for it
 * @param vector {@code [dimension]}, all finite
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record HeardClip(String sha256, double seconds, float[] vector) {}
