// SPDX-License-Identifier: Apache-2.0
/** Statistics of mel-frequency cepstral coefficients: a backbone that needs no weights. */
package dev.segue.embedder.backbone.mfcc;
