// SPDX-License-Identifier: Apache-2.0
/** Shows the results of an evaluation to people and to programs. */
package dev.segue.recommenders.evaluation.report;
