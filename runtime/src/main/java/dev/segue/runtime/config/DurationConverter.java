// SPDX-License-Identifier: Apache-2.0
package dev.segue.runtime.config;

import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads durations as {@link Durations} does. */
final class DurationConverter implements Converter<Duration> {
  private static final long serialVersionUID = 1L;

  @Override
  public Duration convert(String text) {
    return Durations.parse(text);
  }
}
