// SPDX-License-Identifier: Apache-2.0
/** A fixed random order for every listener: the floor that every model has to beat. */
package dev.segue.recommenders.random;
