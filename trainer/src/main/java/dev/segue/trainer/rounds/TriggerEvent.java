// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

import dev.segue.schemas.TrainingReport;
import dev.segue.schemas.TrainingRequest;

/** Something that {@link TrainingTrigger} must hear of. A Flink POJO: one of three kinds. */
public final class TriggerEvent {
  /** What happened. */
  public enum Kind {
    /** Plays were counted. */
    PLAYS,
    /** Somebody asked for a round. */
    REQUEST,
    /** An algorithm of a round is done. */
    REPORT
  }

  /** What happened. */
  public Kind kind;

  /** PLAYS: how many. */
  public long plays;

  /** REQUEST: its id. */
  public String requestId;

  /** REQUEST: what to train; empty: everything that is configured. */
  public String[] algorithms = {};

  /** REQUEST: release whatever the gate says. */
  public boolean skipGate;

  /** REPORT: the round. */
  public long round;

  /** REPORT: the algorithm. */
  public String algorithm;

  /** This many plays came. */
  public static TriggerEvent plays(long count) {
    TriggerEvent event = new TriggerEvent();
    event.kind = Kind.PLAYS;
    event.plays = count;
    return event;
  }

  /** This was asked for. */
  public static TriggerEvent request(TrainingRequest request) {
    TriggerEvent event = new TriggerEvent();
    event.kind = Kind.REQUEST;
    event.requestId = request.getRequestId();
    event.algorithms = request.getAlgorithms().stream().distinct().toArray(String[]::new);
    event.skipGate = request.getSkipGate();
    return event;
  }

  /** This is done. */
  public static TriggerEvent report(TrainingReport report) {
    TriggerEvent event = new TriggerEvent();
    event.kind = Kind.REPORT;
    event.round = report.getRound();
    event.algorithm = report.getAlgorithm();
    return event;
  }
}
