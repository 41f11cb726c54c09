// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

/** A setting is unknown, missing or not valid; the message says which and what to do. */
public final class SettingsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** With a message for the person who configures. */
  public SettingsException(String message) {
    super(message);
  }

  SettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
