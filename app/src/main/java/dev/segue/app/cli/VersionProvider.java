// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
public final class VersionProvider implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = VersionProvider.class.getPackage().getImplementationVersion();
    return new String[] {
      "segue " + (version == null ? "(not from a jar)" : version),
      "JDK "
          + Runtime.version()
          + ", "
          + System.getProperty("os.name").toLowerCase(java.util.Locale.ROOT),
    };
  }
}
