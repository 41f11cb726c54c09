// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.HeardTrack;
import dev.segue.recommenders.History;
import dev.segue.runtime.http.Endpoints;
import dev.segue.runtime.http.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Listeners, their histories and their lists. */
final class UserEndpoints implements Endpoints {
  private static final int MOST = 1000;

  private final Queries queries;
  private final Answers answers;
  private final Shared shared;
  private final Owners owners;

  UserEndpoints(Queries queries, Answers answers, Shared shared, Owners owners) {
    this.queries = queries;
    this.answers = answers;
    this.shared = shared;
    this.owners = owners;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/v1/users", this::users);
    routes.get("/v1/users/{id}/recommendations", this::recommendations);
    routes.get("/v1/users/{id}/history", this::history);
  }

  private void users(Context context) {
    List<String> users =
        queries.users(Http.query(context, "prefix"), Http.limit(context, 50, MOST));
    Http.answer(context, Map.of("users", users));
  }

  private void recommendations(Context context) {
    String userId = Http.id(context);
    int limit = Http.limit(context, MOST, MOST);
    if (isElsewhere(context, userId)) {
      return;
    }
    var list = queries.recommendations(userId).orElseThrow(() -> noList(userId));
    Http.answer(context, answers.list(list, limit));
  }

  private void history(Context context) {
    String userId = Http.id(context);
    int limit = Http.limit(context, MOST, MOST);
    if (isElsewhere(context, userId)) {
      return;
    }
    History history = queries.history(userId);
    if (history.tracks().isEmpty()) {
      throw unknown(userId);
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("userId", userId);
    answer.put("historyVersion", history.version());
    answer.put("tracks", history.tracks().size());
    answer.put(
        "items",
        history.tracks().stream()
            .sorted(Comparator.comparingLong(HeardTrack::lastPlayedAt).reversed())
            .limit(limit)
            .map(answers::heard)
            .toList());
    Http.answer(context, answer);
  }

  private Problem noList(String userId) {
    if (!queries.knows(userId) && queries.history(userId).tracks().isEmpty()) {
      return unknown(userId);
    }
    try (Lineup lineup = shared.models().take()) {
      return lineup.isEmpty()
          ? Queries.notYet("No model has been released yet.")
          : Queries.notYet("The list is being made.");
    }
  }

  private static Problem unknown(String userId) {
    return new Problem(404, "Not Found", "No play of the listener '" + userId + "' was seen.");
  }

  private boolean isElsewhere(Context context, String userId) {
    Optional<String> owner = owners.elsewhere(userId);
    if (owner.isEmpty()) {
      return false;
    }
    String query = context.queryString();
    context.redirect(
        context.scheme()
            + "://"
            + owner.get()
            + context.req().getRequestURI()
            + (query == null ? "" : "?" + query),
        HttpStatus.TEMPORARY_REDIRECT);
    return true;
  }
}
