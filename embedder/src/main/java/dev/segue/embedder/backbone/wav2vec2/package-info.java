// SPDX-License-Identifier: Apache-2.0
/** The networks of the wav2vec 2.0 family: strided convolutions over samples, a transformer. */
package dev.segue.embedder.backbone.wav2vec2;
