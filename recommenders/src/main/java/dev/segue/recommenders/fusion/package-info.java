// SPDX-License-Identifier: Apache-2.0
/** Several models in one list, with weights learnt on the end of the training period. */
package dev.segue.recommenders.fusion;
