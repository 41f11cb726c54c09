// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Where a process listens and who may write. */
@ConfigMapping(prefix = "http")
public interface HttpSettings {
  /** The address to bind; loopback unless told otherwise. */
  @WithDefault("127.0.0.1")
  String host();

  /** The port; 0 takes a free one. */
  @WithDefault("8080")
  int port();

  /** The key that writes must carry in {@code X-API-Key} or as a bearer token; empty: none. */
  Optional<String> apiKey();

  /** The largest request body but for uploads, in bytes. */
  @WithDefault("16777216")
  long maxBodyBytes();

  /** The largest audio upload, in bytes. */
  @WithDefault("268435456")
  long maxUploadBytes();

  /** Origins of pages that may call this process from a browser, comma-separated; empty: none. */
  Optional<java.util.List<String>> allowedOrigins();
}
