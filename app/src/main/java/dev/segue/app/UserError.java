// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

/** Something that the person at the command line can put right; the message says how. */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the person. */
  public UserError(String message) {
    super(message);
  }

  /** With a message for the person and what led to it. */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
