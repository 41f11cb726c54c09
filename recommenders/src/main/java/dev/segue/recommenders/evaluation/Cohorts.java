// SPDX-License-Identifier: Apache-2.0
package dev.segue.recommenders.evaluation;

import java.util.ArrayList;
import java.util.List;

/**
 * The cases of an evaluation in groups, for instance by how long the listeners' histories are.
 *
 * @param by what they are grouped by, in words
 * @param names of the groups
 * @param groups for each case the number of its group, or -1 if it is in none
 */
public record Cohorts(String by, List<String> names, List<Integer> groups) {
  /** No groups. */
  public static final Cohorts NONE = new Cohorts("", List.of(), List.of());

  /** Copies the lists. */
  public Cohorts {
    names = List.copyOf(names);
    groups = List.copyOf(groups);
  }

  /**
   * Groups by size: with the bounds 50 and 100, (0,50], (50,100] and &gt;100. A size of zero is in
   * no group.
   *
   * @param bounds ascending
   * @throws IllegalArgumentException if the bounds do not ascend from above zero
   */
  public static Cohorts bySize(String by, List<Integer> sizes, List<Integer> bounds) {
    List<String> names = new ArrayList<>();
    int below = 0;
    for (int bound : bounds) {
      if (bound <= below) {
        throw new IllegalArgumentException(
            "the bounds of the cohorts are " + bounds + "; give positive numbers that ascend");
      }
      names.add("(" + below + "," + bound + "]");
      below = bound;
    }
    names.add(">" + below);
    return new Cohorts(by, names, sizes.stream().map(size -> group(size, bounds)).toList());
  }

  private static int group(int size, List<Integer> bounds) {
    if (size <= 0) {
      return -1;
    }
    int group = 0;
    while (group < bounds.size() && size > bounds.get(group)) {
      group++;
    }
    return group;
  }
}
