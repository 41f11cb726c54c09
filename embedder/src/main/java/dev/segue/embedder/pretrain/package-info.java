// SPDX-License-Identifier: Apache-2.0
/**
 * Trains backbones on a catalogue without a label: {@link dev.segue.embedder.pretrain.Pretraining}
 * is the way in.
 */
package dev.segue.embedder.pretrain;
