// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP sockets on which this JVM listens, as Linux tells: proc(5). */
final class ListeningSockets {
  private static final Path SELF = Path.of("/proc/self");
  private static final String LISTEN = "0A";
  private static final int LOCAL_ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ListeningSockets() {}

  /** Local addresses as hexadecimal {@code address:port}. */
  static Set<String> ofThisJvm() throws IOException {
    Set<String> mine = openSockets();
    Set<String> listening = new TreeSet<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : Files.readAllLines(SELF.resolve(table), StandardCharsets.US_ASCII)) {
        String[] columns = line.trim().split("\\s+", -1);
        if (columns[STATE].equals(LISTEN) && mine.contains("socket:[" + columns[INODE] + "]")) {
          listening.add(columns[LOCAL_ADDRESS]);
        }
      }
    }
    return listening;
  }

  private static Set<String> openSockets() throws IOException {
    Set<String> sockets = new HashSet<>();
    try (Stream<Path> descriptors = Files.list(SELF.resolve("fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          sockets.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
          // Closed since it was listed.
        }
      }
    }
    return sockets;
  }
}
