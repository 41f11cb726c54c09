// SPDX-License-Identifier: Apache-2.0
/** EnCodecMAE (Pepino et al. 2023): a masked autoencoder on top of EnCodec's encoder. */
package dev.segue.embedder.backbone.encodecmae;
