// SPDX-License-Identifier: Apache-2.0
/** How plays and tracks come in: over HTTP, from listening logs, from folders of audio. */
package dev.segue.ingest;
