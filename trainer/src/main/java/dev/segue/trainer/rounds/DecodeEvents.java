// SPDX-License-Identifier: Apache-2.0
package dev.segue.trainer.rounds;

import dev.segue.schemas.Ids;
import dev.segue.schemas.Serdes;
import dev.segue.schemas.TrainingReport;
import dev.segue.schemas.TrainingRequest;
import dev.segue.trainer.plays.DecodePlays;
import dev.segue.trainer.plays.RawRecord;
import dev.segue.trainer.plays.Refused;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Reads requests and reports for the trigger; what cannot be read goes to {@link
 * DecodePlays#REFUSED}.
 */
public final class DecodeEvents extends ProcessFunction<RawRecord, TriggerEvent> {
  private static final long serialVersionUID = 1L;

  private final TriggerEvent.Kind kind;

  private DecodeEvents(TriggerEvent.Kind kind) {
    this.kind = kind;
  }

  /** Reads the training-requests topic. */
  public static DecodeEvents requests() {
    return new DecodeEvents(TriggerEvent.Kind.REQUEST);
  }

  /** Reads the training-reports topic. */
  public static DecodeEvents reports() {
    return new DecodeEvents(TriggerEvent.Kind.REPORT);
  }

  @Override
  public void processElement(RawRecord record, Context context, Collector<TriggerEvent> out) {
    try {
      out.collect(kind == TriggerEvent.Kind.REQUEST ? request(record) : report(record));
    } catch (RuntimeException e) {
      context.output(
          DecodePlays.REFUSED, new Refused(record, e.getClass().getName(), e.getMessage()));
    }
  }

  private static TriggerEvent request(RawRecord record) {
    TrainingRequest request = Serdes.TRAINING_REQUEST.fromBytes(record.value);
    if (request == null) {
      throw new IllegalArgumentException("a training request has a value");
    }
    Ids.problem("requestId", request.getRequestId())
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem);
            });
    return TriggerEvent.request(request);
  }

  private static TriggerEvent report(RawRecord record) {
    TrainingReport report = Serdes.TRAINING_REPORT.fromBytes(record.value);
    if (report == null) {
      throw new IllegalArgumentException("a training report has a value");
    }
    return TriggerEvent.report(report);
  }
}
