// SPDX-License-Identifier: Apache-2.0
/** GRU4Rec (Hidasi et al. 2016): a recurrent network says what is played next. */
package dev.segue.recommenders.gru4rec;
