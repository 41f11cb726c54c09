// SPDX-License-Identifier: Apache-2.0
/** What files of audio are, for the part that imports them and the part that hears them. */
package dev.segue.runtime.audio;
