// SPDX-License-Identifier: Apache-2.0
/** What can be asked of a model: each protocol is a training set, test cases and measures. */
package dev.segue.recommenders.evaluation.protocol;
