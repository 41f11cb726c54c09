// SPDX-License-Identifier: Apache-2.0
/** Finds the vectors nearest to a query, in a catalogue that changes while it is searched. */
package dev.segue.recommenders.index;
