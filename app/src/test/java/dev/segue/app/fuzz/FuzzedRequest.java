// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.fuzz;

import java.nio.charset.StandardCharsets;

/**
 * What a client sends.
 *
 * @param head the line and the headers
 * @param body after them, whatever they say about it
 * @param sent how many bytes of both are sent before the client waits for an answer
 * @param leaves whether the client then leaves at once
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record FuzzedRequest(String head, byte[] body, int sent, boolean leaves) {
  byte[] bytes() {
    byte[] line = head.getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[line.length + body.length];
    System.arraycopy(line, 0, all, 0, line.length);
    System.arraycopy(body, 0, all, line.length, body.length);
    return all;
  }

  @Override
  public String toString() {
    int shown = Math.min(body.length, 200);
    return head + new String(body, 0, shown, StandardCharsets.ISO_8859_1);
  }
}
