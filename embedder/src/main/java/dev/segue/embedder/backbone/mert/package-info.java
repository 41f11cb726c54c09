// SPDX-License-Identifier: Apache-2.0
/** MERT (Li et al. 2024), version 1. */
package dev.segue.embedder.backbone.mert;
