// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and writes <a href="https://github.com/huggingface/safetensors">safetensors</a> files: an
 * 8-byte little-endian header length, a JSON header, then the raw little-endian tensors.
 */
package dev.segue.nn.safetensors;
