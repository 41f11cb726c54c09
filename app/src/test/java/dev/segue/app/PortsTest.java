// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {
  @RegisterExtension final CommandRun command = new CommandRun();

  @TempDir Path folder;

  @Test
  void saysThatThePortOfThePageIsTakenBeforeAnythingStarts() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "http.port=" + other.getLocalPort();
      assertThat(command.in(folder, "up", "--set", "broker.port=0", "--set", port)).isEqualTo(1);
      assertThat(command.errors()).contains("127.0.0.1:" + other.getLocalPort(), "set http.port");
      assertThat(folder.resolve("kafka")).doesNotExist();
    }
  }

  @Test
  void saysThatThePortOfTheBrokerIsTakenBeforeAnythingStarts() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = "broker.port=" + other.getLocalPort();
      assertThat(command.in(folder, "up", "--set", "http.port=0", "--set", port)).isEqualTo(1);
      assertThat(command.errors())
          .contains("port " + other.getLocalPort() + " on 127.0.0.1", "set broker.port");
      assertThat(folder.resolve("kafka")).doesNotExist();
    }
  }

  @Test
  void saysThatAHostIsNotOfThisMachine() {
    // 192.0.2.0/24 is for documentation (RFC 5737): no machine has it.
    assertThat(command.in(folder, "up", "--set", "http.host=192.0.2.1", "--set", "broker.port=0"))
        .isEqualTo(1);
    assertThat(command.errors()).contains("192.0.2.1", "http.host");
  }
}
