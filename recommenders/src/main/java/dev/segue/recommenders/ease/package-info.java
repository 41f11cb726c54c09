// SPDX-License-Identifier: Apache-2.0
/** EASE: linear item-to-item weights in closed form (Steck, WWW 2019). */
package dev.segue.recommenders.ease;
