// SPDX-License-Identifier: Apache-2.0
/** Measures recommenders the way the reference study does: a replay cut in two at a moment. */
package dev.segue.recommenders.evaluation;
