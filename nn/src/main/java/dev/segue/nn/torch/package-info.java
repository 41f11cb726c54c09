// SPDX-License-Identifier: Apache-2.0
/** Networks on PyTorch: named parameters, methods in TorchScript, training with Adam. */
package dev.segue.nn.torch;
