/** Meters that several processes fill. */
package dev.segue.runtime.metrics;
