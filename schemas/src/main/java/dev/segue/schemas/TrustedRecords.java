// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

import org.apache.avro.util.ClassSecurityValidator;

/** Tells Avro which classes it may instantiate: those of this package besides what it trusts. */
final class TrustedRecords {
  private static boolean trusted;

  private TrustedRecords() {}

  /**
   * Adds this package to Avro's allow-list; Avro refuses every record without it. Avro reads its
   * system property only once and perhaps before us, so the list itself is extended.
   */
  static synchronized void trust() {
    if (!trusted) {
      String own = TrustedRecords.class.getPackageName();
      ClassSecurityValidator.setGlobal(
          ClassSecurityValidator.composite(
              ClassSecurityValidator.getGlobal(), type -> type.getPackageName().equals(own)));
      trusted = true;
    }
  }
}
