// SPDX-License-Identifier: Apache-2.0
/** Signal processing that several backbones share: spectra and mel filters, in plain Java. */
package dev.segue.embedder.dsp;
