// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The smallest and the largest value of a setting, both included, written as the setting itself is:
 * numbers as numbers, durations as {@link Durations} reads them.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Range {
  /** The smallest value. */
  String min();

  /** The largest value. */
  String max();
}
