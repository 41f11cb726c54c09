// SPDX-License-Identifier: Apache-2.0
/** MusiCNN: a convolutional network that was trained to tag music. */
package dev.segue.embedder.backbone.musicnn;
