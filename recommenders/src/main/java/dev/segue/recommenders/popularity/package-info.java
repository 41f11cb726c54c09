// SPDX-License-Identifier: Apache-2.0
/** The same list for everybody, less what they heard: most listeners, or most plays of late. */
package dev.segue.recommenders.popularity;
