// SPDX-License-Identifier: Apache-2.0
package dev.segue.serving;

import dev.segue.recommenders.ContentRecommender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The models that serve at one moment, and who gets which. Whoever holds one keeps its models open
 * until {@link #close}. Immutable.
 */
final class Lineup implements AutoCloseable {
  private final Experiment experiment;
  private final Map<String, Served> models;
  private final String fallback;

  /**
   * Takes over one use of each model.
   *
   * @param models by name
   * @param fallback the one for everybody whose arm has none; null: there is none
   */
  Lineup(Experiment experiment, Map<String, Served> models, String fallback) {
    this.experiment = experiment;
    this.models = new LinkedHashMap<>(models);
    this.fallback = fallback;
  }

  /** The same for one user more. */
  Lineup share() {
    models.values().forEach(Served::take);
    return this;
  }

  /** The model of a listener; empty before the first release. */
  Optional<Served> of(String userId) {
    return experiment.armOf(userId).map(models::get).or(this::fallback);
  }

  /** The model of everybody who is not in an arm that has a release. */
  Optional<Served> fallback() {
    return Optional.ofNullable(fallback).map(models::get);
  }

  /**
   * The model that speaks for all where no listener is concerned; empty before the first release.
   */
  Optional<Served> first() {
    return fallback().or(() -> models.values().stream().findFirst());
  }

  Optional<Served> named(String name) {
    return Optional.ofNullable(models.get(name));
  }

  List<Served> models() {
    return List.copyOf(models.values());
  }

  /** The model that made a list, if it is one of these. */
  Optional<Served> makerOf(Summary summary) {
    return models.values().stream().filter(summary::isOf).findFirst();
  }

  /** A model that hears, of those that this accepts. */
  Optional<ContentRecommender> content(Predicate<Served> accepted) {
    return Stream.concat(first().stream(), models.values().stream())
        .filter(accepted)
        .flatMap(model -> model.content().stream())
        .findFirst();
  }

  boolean isEmpty() {
    return models.isEmpty();
  }

  /** What tells it from a line-up that gives some listener another model. */
  List<Object> identity() {
    List<Object> identity = new ArrayList<>();
    identity.add(Optional.ofNullable(fallback));
    models.values().forEach(model -> identity.add(model.release()));
    return identity;
  }

  Experiment experiment() {
    return experiment;
  }

  Map<String, Served> byName() {
    return new LinkedHashMap<>(models);
  }

  @Override
  public void close() {
    models.values().forEach(Served::giveBack);
  }

  @Override
  public String toString() {
    return models.values().stream().map(Served::toString).collect(Collectors.joining(", "));
  }
}
