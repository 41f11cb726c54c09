// SPDX-License-Identifier: Apache-2.0
/**
 * Item-item similarity in which what was played together lately, or close together, counts more.
 */
package dev.segue.recommenders.recentitemitem;
