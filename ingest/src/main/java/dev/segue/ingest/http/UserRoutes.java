// SPDX-License-Identifier: Apache-2.0
package dev.segue.ingest.http;

import dev.segue.ingest.publish.PlayPublisher;
import dev.segue.runtime.http.Problem;
import dev.segue.schemas.Ids;
import io.javalin.http.Context;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** {@code DELETE /v1/users/{id}}: erases a listener. */
final class UserRoutes {
  private final PlayPublisher publisher;
  private final Delivery delivery;
  private final Outcomes outcomes;

  UserRoutes(PlayPublisher publisher, Delivery delivery, MeterRegistry metrics) {
    this.publisher = publisher;
    this.delivery = delivery;
    this.outcomes = new Outcomes(metrics, "segue.ingest.erasures");
  }

  void delete(Context context) {
    String userId = context.pathParam("id");
    Optional<String> problem = Ids.problem("userId", userId);
    if (problem.isPresent()) {
      outcomes.rejected();
      throw new Problem(400, "Bad Request", problem.get());
    }
    CompletableFuture<Void> delivered =
        outcomes.count(delivery.deliver(List.of(() -> publisher.erase(userId))), 1);
    context.future(
        () -> delivered.thenRun(() -> context.status(202).json(Map.of("userId", userId))));
  }
}
