// SPDX-License-Identifier: Apache-2.0
/** MusicFM: a Conformer over log-mel spectra (Won et al., ICASSP 2024). */
package dev.segue.embedder.backbone.musicfm;
