// SPDX-License-Identifier: Apache-2.0
/** Recommenders: what they read, what they answer, and how they are trained, kept and found. */
package dev.segue.recommenders;
