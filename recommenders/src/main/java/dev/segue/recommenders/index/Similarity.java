// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.index;

/** How near two vectors are; higher is nearer. */
public enum Similarity {
  /** The inner product over both lengths, from -1 to 1; 0 if a vector has no length. */
  COSINE,
  /** The inner product as it is: long vectors are near to everything. */
  INNER_PRODUCT
}
