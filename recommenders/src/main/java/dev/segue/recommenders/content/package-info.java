// SPDX-License-Identifier: Apache-2.0
/** What content models share: lists over the vectors of a catalogue. */
package dev.segue.recommenders.content;
