// SPDX-License-Identifier: Apache-2.0
/** Remembers vectors, so that no audio is analysed twice. */
package dev.segue.embedder.cache;
