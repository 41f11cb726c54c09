// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.http.Endpoints;
import dev.segue.schemas.ModelRelease;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The releases, and which of them serve. */
final class ModelEndpoints implements Endpoints {
  private final Shared shared;

  ModelEndpoints(Shared shared) {
    this.shared = shared;
  }

  @Override
  public void register(RoutesConfig routes) {
    routes.get("/v1/models", this::models);
  }

  private void models(Context context) {
    ActiveModels models = shared.models();
    Map<String, Object> answer = new LinkedHashMap<>();
    try (Lineup lineup = models.take()) {
      answer.put("serving", lineup.first().map(ModelEndpoints::served).orElse(null));
      answer.put("experiment", experiment(lineup));
    }
    answer.put("vectors", vectors());
    answer.put("failure", models.failure().orElse(null));
    answer.put(
        "releases", models.releases().values().stream().map(ModelEndpoints::release).toList());
    Http.answer(context, answer);
  }

  private List<Map<String, Object>> vectors() {
    List<Map<String, Object>> answers = new ArrayList<>();
    shared
        .content()
        .forEach(
            (backbone, index) -> {
              Map<String, Object> answer = new LinkedHashMap<>();
              answer.put("backbone", backbone);
              answer.put("revision", index.served().map(VectorSet::revision).orElse(null));
              answer.put("tracks", index.size());
              answer.put("next", index.next().map(ModelEndpoints::next).orElse(null));
              answers.add(answer);
            });
    return answers;
  }

  private static Map<String, Object> next(ContentIndex.Next next) {
    return Map.of("revision", next.revision(), "tracks", next.tracks(), "of", next.of());
  }

  private static Map<String, Object> experiment(Lineup lineup) {
    if (!lineup.experiment().running()) {
      return null;
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("name", lineup.experiment().name());
    answer.put("arms", lineup.experiment().arms().stream().map(arm -> arm(arm, lineup)).toList());
    return answer;
  }

  private static Map<String, Object> arm(Experiment.Arm arm, Lineup lineup) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("arm", arm.model());
    answer.put("percent", arm.percent());
    answer.put(
        "serving",
        lineup.named(arm.model()).or(lineup::fallback).map(ModelEndpoints::served).orElse(null));
    return answer;
  }

  private static Map<String, Object> served(Served served) {
    return Map.of("name", served.model(), "version", served.version());
  }

  private static Map<String, Object> release(ModelRelease release) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("name", release.getName());
    answer.put("version", release.getVersion());
    answer.put("algorithm", release.getAlgorithm());
    answer.put("backbone", release.getBackbone());
    answer.put("backboneRevision", release.getBackboneRevision());
    answer.put("trainedAt", release.getTrainedAt().toString());
    answer.put("trainedThrough", release.getTrainedThrough().toString());
    answer.put("round", release.getRound());
    answer.put("metrics", release.getMetrics());
    answer.put("hyperParameters", release.getHyperParameters());
    return answer;
  }
}
