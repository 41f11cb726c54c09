// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.demo;

/**
 * What sets a track apart within its style; both are heard.
 *
 * @param tempo 0 is the style's slowest, 1 its fastest
 * @param brightness 0 is dull, 1 is bright
 */
public record Traits(double tempo, double brightness) {}
