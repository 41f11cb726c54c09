// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.plan;

import dev.segue.app.chaos.faults.Fault;
import java.util.List;

/**
 * What is sent and what is disturbed in one round.
 *
 * @param number from 1; 0 is the undisturbed traffic before the first
 * @param steps in the order in which they begin; several are under way at once
 */
public record Round(int number, List<Step> steps, List<Fault> faults) {}
