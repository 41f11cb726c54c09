// SPDX-License-Identifier: Apache-2.0
/** Tracks that sound like the mean of what the listener heard. */
package dev.segue.recommenders.knn;
