// SPDX-License-Identifier: Apache-2.0
package dev.segue.schemas;

/** Tells Avro which classes it may instantiate: those of this package and no others. */
final class TrustedRecords {
  private static final String PROPERTY = "org.apache.avro.SERIALIZABLE_PACKAGES";

  private TrustedRecords() {}

  /** Adds this package to Avro's allow-list; Avro refuses every record without it. */
  static synchronized void trust() {
    String own = TrustedRecords.class.getPackageName();
    String trusted = System.getProperty(PROPERTY, "");
    if (!java.util.List.of(trusted.split(",")).contains(own)) {
      System.setProperty(PROPERTY, trusted.isEmpty() ? own : trusted + "," + own);
    }
  }
}
