// SPDX-License-Identifier: Apache-2.0
/** What all sequence models share: listeners' sequences and batches, and a recommender on top. */
package dev.segue.recommenders.sequence;
