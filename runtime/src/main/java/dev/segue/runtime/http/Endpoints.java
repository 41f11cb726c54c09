// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.http;

import io.javalin.config.RoutesConfig;

/** A group of routes that a module offers; one server can hold several. */
@FunctionalInterface
public interface Endpoints {
  /** Adds its routes. Handlers throw {@link Problem} for everything that is the caller's fault. */
  void register(RoutesConfig routes);
}
