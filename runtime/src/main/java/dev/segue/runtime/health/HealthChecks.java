// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The components of a process that must be up before it takes work. Thread-safe. */
public final class HealthChecks {
  private final Map<String, Supplier<Health>> checks = new ConcurrentHashMap<>();

  /** Adds a component; the supplier must return soon. */
  public void register(String component, Supplier<Health> check) {
    checks.put(component, check);
  }

  /** Asks every component now; one that throws is down. */
  public Map<String, Health> check() {
    Map<String, Health> results = new TreeMap<>();
    checks.forEach((component, check) -> results.put(component, ask(check)));
    return results;
  }

  private static Health ask(Supplier<Health> check) {
    try {
      return check.get();
    } catch (RuntimeException e) {
      return Health.down(e.toString());
    }
  }
}
