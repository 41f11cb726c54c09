// SPDX-License-Identifier: Apache-2.0
/** What turns audio into vectors: one interface, one sub-package a family. */
package dev.segue.embedder.backbone;
