// SPDX-License-Identifier: Apache-2.0
/** Music2Vec (Li et al. 2022). */
package dev.segue.embedder.backbone.music2vec;
