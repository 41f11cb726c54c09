// SPDX-License-Identifier: Apache-2.0
/** Tracks that are heard by the same listeners as the listener's own tracks. */
package dev.segue.recommenders.itemitem;
