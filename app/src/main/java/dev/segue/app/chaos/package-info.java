// SPDX-License-Identifier: Apache-2.0
/**
 * {@code segue chaos}: runs the whole system in a process of its own, disturbs it while plays and
 * tracks are sent, and compares what it ends with against a model of what it acknowledged.
 *
 * <ul>
 *   <li>{@code plan}: what is sent and what is disturbed when, drawn from a seed
 *   <li>{@code system}: the process, the proxy before it, the clients, its topics
 *   <li>{@code faults}: the disturbances
 *   <li>{@code model}: what was acknowledged, what must follow from it, and how the two compare
 * </ul>
 */
package dev.segue.app.chaos;
