// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What the text of a setting, or each element of a list, looks like. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Matches {
  /** A regular expression for the whole text. */
  String value();

  /** The same in words, to follow "must be". */
  String says();
}
