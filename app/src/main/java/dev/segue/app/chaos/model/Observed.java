// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos.model;

import dev.segue.schemas.HistoryEntry;
import dev.segue.schemas.ModelRelease;
import dev.segue.schemas.Recommendations;
import dev.segue.schemas.TrackEmbedding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What stands on the topics: the newest value of each key, committed records only. */
public final class Observed {
  /** By {@code userId U+0000 trackId}. */
  public final Map<String, HistoryEntry> histories = new HashMap<>();

  /** By track. */
  public final Map<String, TrackEmbedding> embeddings = new HashMap<>();

  /** By listener. */
  public final Map<String, Recommendations> lists = new HashMap<>();

  /** By model. */
  public final Map<String, ModelRelease> releases = new HashMap<>();

  /** How often each model and version was released, by {@code name:version}. */
  public final Map<String, Integer> versions = new HashMap<>();

  /** How many reports there are, by {@code requestId:algorithm}. */
  public final Map<String, Integer> reports = new HashMap<>();

  /** Every dead letter; a letter can come twice. */
  public final Set<Letter> letters = new HashSet<>();

  /** Records that do not belong where they are. */
  public final List<Finding> misplaced = new ArrayList<>();
}
