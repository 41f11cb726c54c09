// SPDX-License-Identifier: Apache-2.0
/**
 * Branchformers and Conformers, with attention or SummaryMixing, that hear mel spectra: what {@code
 * segue pretrain} trains. Each part writes itself as TorchScript, so that the same parts serve
 * inference and training.
 */
package dev.segue.embedder.backbone.conformer;
