// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import dev.segue.runtime.config.Matches;
import dev.segue.runtime.config.Patterns;
import dev.segue.runtime.config.Range;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a process listens, who may ask, and how much a client may take of it. */
@ConfigMapping(prefix = "http")
public interface HttpSettings {
  /** The address to bind; loopback unless told otherwise. */
  @WithDefault("127.0.0.1")
  @Matches(value = Patterns.HOST, says = Patterns.HOST_SAYS)
  String host();

  /** The port; 0 takes a free one. */
  @WithDefault("8080")
  @Range(min = "0", max = "65535")
  int port();

  /** The key that writes must carry in {@code X-API-Key} or as a bearer token; empty: none. */
  Optional<String> apiKey();

  /**
   * Host names under which clients reach this process, comma-separated and without a port. {@code
   * localhost}, IP addresses and {@link #host()} are always allowed.
   */
  @Matches(value = Patterns.HOST, says = Patterns.HOST_SAYS)
  Optional<List<String>> allowedHosts();

  /** Origins of pages that may call this process from a browser, comma-separated; empty: none. */
  @Matches(value = Patterns.ORIGIN, says = Patterns.ORIGIN_SAYS)
  Optional<List<String>> allowedOrigins();

  /** The largest request body but for uploads, in bytes. */
  @WithDefault("4194304")
  @Range(min = "1", max = "1073741824")
  long maxBodyBytes();

  /** The largest audio upload, in bytes. */
  @WithDefault("268435456")
  @Range(min = "1", max = "17179869184")
  long maxUploadBytes();

  /** Bytes of all request bodies that are held at once; beyond, the answer is 503. */
  @WithDefault("1073741824")
  @Range(min = "1", max = "1099511627776")
  long maxHeldBytes();

  /**
   * The slowest that a client may send a body, in bytes per second on average, once five seconds
   * have passed.
   */
  @WithDefault("1024")
  @Range(min = "1", max = "1073741824")
  long minBodyRate();

  /** How long a client may take to send the line and the headers of a request. */
  @WithDefault("10s")
  @Range(min = "100ms", max = "1h")
  Duration headerTimeout();

  /** Connections at once; beyond, idle ones are closed early and new ones wait. */
  @WithDefault("2000")
  @Range(min = "1", max = "1000000")
  int maxConnections();

  /** Requests that are worked on at once, each on a thread; beyond, the answer is 503. */
  @WithDefault("128")
  @Range(min = "1", max = "100000")
  int maxRequests();
}
