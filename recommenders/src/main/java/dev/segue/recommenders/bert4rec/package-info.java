// SPDX-License-Identifier: Apache-2.0
/** BERT4Rec (Sun et al. 2019): masked tracks are guessed from what was heard before and after. */
package dev.segue.recommenders.bert4rec;
