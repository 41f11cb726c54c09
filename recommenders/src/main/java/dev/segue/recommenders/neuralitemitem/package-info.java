// SPDX-License-Identifier: Apache-2.0
/** Item-item similarity in factored form, learned from what is played after what. */
package dev.segue.recommenders.neuralitemitem;
