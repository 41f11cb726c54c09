// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.runtime.http.Endpoints;
import dev.segue.schemas.ModelRelease;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/** The releases, and which of them serves. */
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
    ActiveModel model = shared.model();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put(
        "serving",
        model
            .current()
            .map(served -> Map.of("name", served.model(), "version", served.version()))
            .orElse(null));
    answer.put("failure", model.failure().orElse(null));
    answer.put(
        "releases", model.releases().values().stream().map(ModelEndpoints::release).toList());
    Http.answer(context, answer);
  }

  private static Map<String, Object> release(ModelRelease release) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("name", release.getName());
    answer.put("version", release.getVersion());
    answer.put("algorithm", release.getAlgorithm());
    answer.put("backbone", release.getBackbone());
    answer.put("trainedAt", release.getTrainedAt().toString());
    answer.put("trainedThrough", release.getTrainedThrough().toString());
    answer.put("round", release.getRound());
    answer.put("metrics", release.getMetrics());
    answer.put("hyperParameters", release.getHyperParameters());
    return answer;
  }
}
