// SPDX-License-Identifier: Apache-2.0
/** SASRec with negative sampling that does not make it overconfident. */
package dev.segue.recommenders.gsasrec;
