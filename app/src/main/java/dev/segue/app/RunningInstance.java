// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.runtime.storage.FolderLock;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * Where the all-in-one process of a data folder listens: the file {@code endpoints.properties} in
 * it, with the settings by which a client finds the process. One that was left behind by a killed
 * process does not count, since nobody holds the folder's lock.
 */
public final class RunningInstance {
  private static final String FILE = "endpoints.properties";

  private RunningInstance() {}

  /**
   * Writes the file, whole or not at all.
   *
   * @param host that the HTTP server is bound to
   */
  static void write(DataFolder folder, String bootstrapServers, String host, int port)
      throws IOException {
    Properties endpoints = new Properties();
    endpoints.setProperty("kafka.bootstrap.servers", bootstrapServers);
    endpoints.setProperty("http.host", reachable(host));
    endpoints.setProperty("http.port", String.valueOf(port));
    Path temporary = Files.createTempFile(folder.root(), FILE, ".tmp");
    try (Writer writer = Files.newBufferedWriter(temporary)) {
      endpoints.store(writer, null);
    }
    Files.move(
        temporary,
        folder.root().resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Removes the file, if there is one. */
  static void remove(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }

  /** The settings by which clients find the process of this folder; empty if none runs. */
  public static Map<String, String> settings(Path folder) {
    Path file = folder.resolve(FILE);
    Map<String, String> settings = new HashMap<>();
    if (!Files.exists(file)) {
      return settings;
    }
    try {
      if (FolderLock.isHeld(folder)) {
        Properties endpoints = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
          endpoints.load(reader);
        }
        endpoints.forEach((key, value) -> settings.put(key.toString(), value.toString()));
      }
    } catch (IOException e) {
      throw new UserError(
          "cannot read " + file + " (" + e + "); set kafka.bootstrap.servers and http.port", e);
    }
    return settings;
  }

  /** A wildcard address is bound to; nobody connects to it. */
  private static String reachable(String host) {
    return host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]") ? "127.0.0.1" : host;
  }
}
