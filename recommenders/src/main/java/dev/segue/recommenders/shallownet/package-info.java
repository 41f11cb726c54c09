// SPDX-License-Identifier: Apache-2.0
/** Shallow Net: listeners and tracks through one shared layer, compared by cosine. */
package dev.segue.recommenders.shallownet;
