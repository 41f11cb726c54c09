// SPDX-License-Identifier: Apache-2.0
/** Gets published weights from their authors, and checks those that are there. */
package dev.segue.embedder.backbone.download;
