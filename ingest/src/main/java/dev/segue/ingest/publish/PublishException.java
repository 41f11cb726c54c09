// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.publish;

/** The broker did not take an event; the message says how far the work got and what to do. */
public final class PublishException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the person who runs the work. */
  public PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
