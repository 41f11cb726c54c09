// SPDX-License-Identifier: Apache-2.0
/** From an audio file of a stranger to mono samples at the wanted rate. */
package dev.segue.embedder.audio;
