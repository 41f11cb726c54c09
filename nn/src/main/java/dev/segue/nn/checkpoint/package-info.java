// SPDX-License-Identifier: Apache-2.0
/**
 * Reads checkpoints as they are published: what PyTorch's {@code torch.save} wrote, in the zip form
 * (since 1.6) and in the one before it, safetensors, and TensorFlow's bundles. Nothing that a file
 * names is ever run.
 */
package dev.segue.nn.checkpoint;
