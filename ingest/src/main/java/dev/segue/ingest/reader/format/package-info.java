// SPDX-License-Identifier: Apache-2.0
/**
 * The formats of listening logs, each in one class: how it is recognised, and what its records say.
 */
package dev.segue.ingest.reader.format;
