// SPDX-License-Identifier: Apache-2.0
/** How much a small classifier on top of a backbone's frozen embeddings can tell. */
package dev.segue.embedder.probe;
