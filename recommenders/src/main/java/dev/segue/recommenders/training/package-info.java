// SPDX-License-Identifier: Apache-2.0
/** What all trained recommenders share: epochs, early stopping, checkpoints. */
package dev.segue.recommenders.training;
