// SPDX-License-Identifier: Apache-2.0
/** Jukebox 5B, a language model of coded music, as jukemirlib listens to it. */
package dev.segue.embedder.backbone.jukebox;
