// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

/** Regular expressions, and their words, for {@link Matches}. */
public final class Patterns {
  /** Names of models, algorithms and backbones: they become part of topic names. */
  public static final String NAME = "[a-z0-9][a-z0-9._-]{0,79}";

  /** {@link #NAME} in words. */
  public static final String NAME_SAYS =
      "a name of lower-case letters, digits, '.', '_' and '-', at most 80 characters";

  /** A host name or an IP address. */
  public static final String HOST = "[A-Za-z0-9._-]{1,253}|\\[?[0-9A-Fa-f:.%]{2,64}\\]?";

  /** {@link #HOST} in words. */
  public static final String HOST_SAYS = "a host name or an IP address";

  /** A port that something listens on. */
  private static final String PORT =
      "([1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";

  /** A host and a port. */
  public static final String HOST_AND_PORT =
      "([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.%]{2,64}\\]):" + PORT;

  /** {@link #HOST_AND_PORT} in words. */
  public static final String HOST_AND_PORT_SAYS = "host:port, such as serving-0:8080";

  /** The address of an HTTP server. */
  public static final String URL =
      "https?://([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.%]{2,64}\\])(:" + PORT + ")?(/\\S*)?";

  /** {@link #URL} in words. */
  public static final String URL_SAYS = "a URL such as http://127.0.0.1:8080";

  /** A web origin (RFC 6454): scheme, host and port, no path. */
  public static final String ORIGIN =
      "\\*|[a-z][a-z0-9+.-]*://([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.%]{2,64}\\])(:" + PORT + ")?";

  /** {@link #ORIGIN} in words. */
  public static final String ORIGIN_SAYS = "an origin without a path, such as http://example.org";

  private Patterns() {}
}
