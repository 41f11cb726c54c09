// SPDX-License-Identifier: Apache-2.0
/** Listens to the catalogue's audio and publishes what it heard as vectors. */
package dev.segue.embedder;
