// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import dev.segue.runtime.health.Health;
import dev.segue.runtime.storage.DiskSpace;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Set;

/**
 * Answers 507 (Insufficient Storage, RFC 4918) to plays and tracks while the disk has no room for
 * them, before their bodies are read. Reads go on, and so do takedowns, which make room.
 */
public final class DiskGuard implements Endpoints {
  private static final List<String> WRITES =
      List.of("/v1/plays", "/v1/plays/*", "/v1/tracks", "/v1/tracks/*");
  private static final Set<HandlerType> WRITING =
      Set.of(HandlerType.POST, HandlerType.PUT, HandlerType.PATCH);
  private static final String RETRY_AFTER_SECONDS = "30";

  private final DiskSpace disk;

  /** Refuses while this disk is low. */
  public DiskGuard(DiskSpace disk) {
    this.disk = disk;
  }

  @Override
  public void register(RoutesConfig routes) {
    WRITES.forEach(path -> routes.before(path, this::check));
  }

  private void check(Context context) {
    if (!WRITING.contains(context.method())) {
      return;
    }
    Health health = disk.check();
    if (!health.up()) {
      throw new Problem(507, "Insufficient Storage", health.detail())
          .header("Retry-After", RETRY_AFTER_SECONDS)
          // The body is not read, so nothing else can come over this connection.
          .header("Connection", "close");
    }
  }
}
