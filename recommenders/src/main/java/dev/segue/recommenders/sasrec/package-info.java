// SPDX-License-Identifier: Apache-2.0
/** Self-attentive sequential recommendation. */
package dev.segue.recommenders.sasrec;
