// SPDX-License-Identifier: Apache-2.0
package dev.segue.app;

import dev.segue.broker.EmbeddedKafka;
import dev.segue.embedder.Embedder;
import dev.segue.embedder.EmbedderSettings;
import dev.segue.ingest.IngestSettings;
import dev.segue.ingest.http.IngestEndpoints;
import dev.segue.ingest.publish.Producers;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.runtime.health.Health;
import dev.segue.runtime.health.HealthChecks;
import dev.segue.runtime.http.DiskGuard;
import dev.segue.runtime.http.HttpServer;
import dev.segue.runtime.http.HttpSettings;
import dev.segue.runtime.storage.DiskSpace;
import dev.segue.runtime.storage.ObjectStore;
import dev.segue.schemas.TopicAdmin;
import dev.segue.schemas.TopicSpec;
import dev.segue.schemas.Topics;
import dev.segue.serving.Serving;
import dev.segue.serving.ServingSettings;
import dev.segue.trainer.EmbeddedTrainer;
import dev.segue.trainer.TrainerSettings;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of Segue in this JVM: broker, Flink, embedder, serving and the gateway, on one data
 * folder that outlives the process, also when it is killed.
 */
public final class AllInOne implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AllInOne.class);

  /** The health of the disk, which is no part: reads go on while it is low. */
  private static final String DISK = "disk";

  private final Parts parts = new Parts();
  private final HealthChecks health = new HealthChecks();
  private KafkaSettings kafka;
  private Topics topics;
  private ObjectStore store;
  private HttpServer http;

  private AllInOne() {}

  /**
   * Starts everything; what had started is stopped again if a part fails.
   *
   * @throws IOException if the data folder cannot be used
   * @throws UserError if another process uses it
   */
  public static AllInOne start(Settings settings, Path data)
      throws IOException, InterruptedException {
    AllInOne all = new AllInOne();
    try {
      all.startParts(settings, data);
      return all;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      all.close();
      throw e;
    }
  }

  private void startParts(Settings settings, Path data) throws IOException, InterruptedException {
    long start = System.nanoTime();
    DataFolder folder = own(DataFolder.open(data));
    Ports.requireFree(settings.get(HttpSettings.class));
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(metrics);
    // Where the job finds it: Flink makes its functions.
    Metrics.addRegistry(metrics);
    own(() -> Metrics.removeRegistry(metrics));
    topics = Components.topics(settings);
    store = Components.store(settings, folder.root());
    DiskSpace disk = Components.disk(settings, folder.root(), store.root());
    health.register(DISK, disk::check);
    startBroker(settings, folder);
    EmbeddedTrainer trainer =
        own(
            EmbeddedTrainer.start(
                settings.get(TrainerSettings.class), kafka, topics, store, folder.trainer()));
    health.register("trainer", trainer::check);
    Serving serving =
        own(
            Serving.create(
                settings.get(ServingSettings.class),
                kafka,
                topics,
                store,
                folder.serving(),
                metrics));
    serving.start();
    health.register("serving", serving::check);
    Embedder embedder =
        own(
            Embedder.create(
                settings.get(EmbedderSettings.class),
                kafka,
                topics,
                store,
                folder.embeddingCache(),
                metrics));
    embedder.start();
    health.register("embedder", embedder::check);
    IngestSettings ingest = settings.get(IngestSettings.class);
    Producer<String, byte[]> producer = own(Producers.gateway(kafka, ingest));
    IngestEndpoints gateway = own(new IngestEndpoints(producer, topics, store, ingest, metrics));
    health.register("ingest", gateway::check);
    http =
        own(
            HttpServer.start(
                settings.get(HttpSettings.class),
                health,
                metrics,
                List.of(new DiskGuard(disk), gateway, serving.endpoints(), embedder.endpoints())));
    RunningInstance.write(
        folder, kafka.bootstrapServers(), settings.get(HttpSettings.class).host(), http.port());
    own(() -> RunningInstance.remove(folder.root()));
    LOG.info("all parts started in {} ms", (System.nanoTime() - start) / 1_000_000);
  }

  private void startBroker(Settings settings, DataFolder folder)
      throws IOException, InterruptedException {
    EmbeddedKafka broker;
    try {
      int port = settings.get(BrokerSettings.class).port();
      broker = own(EmbeddedKafka.start(folder.broker(), port, Map.of()));
    } catch (BindException e) {
      throw Ports.taken(e);
    }
    kafka = settings.kafka().withBootstrapServers(broker.bootstrapServers());
    try (Admin admin = Admin.create(kafka.admin())) {
      TopicAdmin topicAdmin = Components.topicAdmin(settings, admin);
      List<TopicSpec> catalogue = Components.catalogue(settings);
      topicAdmin.apply(catalogue);
      topicAdmin.differences(catalogue).forEach(found -> LOG.warn("{}", found.message()));
    }
  }

  /** How to reach its broker. */
  public KafkaSettings kafka() {
    return kafka;
  }

  /** Its topics. */
  public Topics topics() {
    return topics;
  }

  /** Its object store. */
  public ObjectStore store() {
    return store;
  }

  /** Where its page and its API are. */
  public String url() {
    return "http://127.0.0.1:" + http.port();
  }

  /** How its parts are. */
  public Map<String, Health> health() {
    return health.check();
  }

  /** The parts that are not up, and why; empty if all are. */
  public Map<String, Health> notReady() {
    Map<String, Health> down = new TreeMap<>(health());
    down.values().removeIf(Health::up);
    return down;
  }

  /**
   * Waits until every part is up. A disk that is low stops writes and not the parts.
   *
   * @throws IllegalStateException if one is not in time; the message says which and why
   */
  public void awaitReady(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      Map<String, Health> down = notReady();
      down.remove(DISK);
      if (down.isEmpty()) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not ready after " + timeout.toSeconds() + " s: " + down);
      }
      Thread.sleep(50);
    }
  }

  /** Stops the parts in the opposite order of their start. */
  @Override
  public void close() {
    parts.close();
  }

  private <T extends AutoCloseable> T own(T part) {
    return parts.own(part);
  }
}
