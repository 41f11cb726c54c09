// SPDX-License-Identifier: Apache-2.0
package dev.segue.app.chaos;

import dev.segue.app.Components;
import dev.segue.app.UserError;
import dev.segue.app.chaos.faults.Fault;
import dev.segue.app.chaos.faults.FaultKind;
import dev.segue.app.chaos.faults.Target;
import dev.segue.app.chaos.model.Finding;
import dev.segue.app.chaos.model.Ledger;
import dev.segue.app.chaos.plan.Plan;
import dev.segue.app.chaos.plan.Round;
import dev.segue.app.chaos.system.ChildProcess;
import dev.segue.app.chaos.system.CutProxy;
import dev.segue.app.chaos.system.DiskQuota;
import dev.segue.app.chaos.system.Pieces;
import dev.segue.app.chaos.system.Sender;
import dev.segue.app.chaos.system.TopicClient;
import dev.segue.runtime.config.KafkaSettings;
import dev.segue.runtime.config.Settings;
import dev.segue.schemas.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A run: starts the system on a new folder, and in each round sends, disturbs, waits until the
 * system is quiet, and compares. Ends with the first round that has a difference, so that the data
 * is as it was then.
 */
public final class ChaosRun {
  // All findings are counted; so many are named.
  private static final int NAMED = 10;

  /** Small lists, trainings on request alone, models that train in a second. */
  private static final Map<String, String> SYSTEM =
      Map.of(
          "trainer.interval", "PT0S",
          "trainer.algorithms", "popularity,knn",
          "serving.model", "knn,popularity",
          "serving.k", "10");

  private final ChaosSettings settings;
  private final Consumer<String> progress;
  private final Ledger ledger = new Ledger();
  private final Instant now = Instant.now();
  private final List<RoundResult> rounds = new ArrayList<>();
  private final List<String> skipped = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();

  /**
   * Prepares a run.
   *
   * @param progress takes a line now and then
   */
  public ChaosRun(ChaosSettings settings, Consumer<String> progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs all rounds; an interrupt ends it with those that are over.
   *
   * @throws UserError if the folder is not new
   * @throws IOException if it cannot be used
   */
  public ChaosReport run() throws IOException {
    requireNew(settings.folder());
    Files.createDirectories(settings.folder());
    String failure = null;
    Optional<DiskQuota> disk = Optional.empty();
    try {
      disk = disk();
      rounds(disk);
    } catch (InterruptedException e) {
      failure = "it was stopped";
    } catch (ExecutionException e) {
      failure = String.valueOf(e.getCause().getMessage());
    } catch (IllegalStateException e) {
      failure = e.getMessage();
    }
    boolean keep = !findings.isEmpty() || (failure != null && !failure.equals("it was stopped"));
    if (!keep) {
      clear(disk);
    }
    return new ChaosReport(
        settings.seed(),
        settings.rounds(),
        rounds,
        skipped,
        findings,
        failure,
        keep ? settings.folder().toString() : null);
  }

  private void rounds(Optional<DiskQuota> disk)
      throws IOException, InterruptedException, ExecutionException {
    Map<String, String> system = new HashMap<>(SYSTEM);
    system.putAll(settings.system());
    Settings typed = Components.settings().values(system).build();
    Topics topics = Components.topics(typed);
    Pieces pieces = Pieces.compose(settings.folder().resolve("music"));
    Plan plan = Plan.of(settings, now, pieces.count());
    Path data = settings.folder().resolve("system").resolve("data");
    try (ChildProcess process =
            new ChildProcess(data, settings.folder().resolve("up.log"), system);
        CutProxy proxy = CutProxy.before(process.httpPort())) {
      progress.accept("starting the system in " + settings.folder());
      process.start();
      process.takeLongestStart();
      KafkaSettings kafka = typed.kafka().withBootstrapServers(process.bootstrapServers());
      Sender sender = new Sender(proxy.port(), new TopicClient(kafka), topics, ledger, pieces);
      try (Judge judge = new Judge(typed, kafka, topics, process, ledger)) {
        opening(plan, sender, judge);
        for (Round round : plan.rounds()) {
          Target target =
              new Target(process, proxy, disk, sender, new Traffic(sender, round.steps()), now);
          if (!round(round, target, judge)) {
            return;
          }
        }
      }
    }
  }

  /** Undisturbed: what goes wrong here is no fault's doing. */
  private void opening(Plan plan, Sender sender, Judge judge)
      throws IOException, InterruptedException, ExecutionException {
    Traffic traffic = new Traffic(sender, plan.opening().steps());
    runAll(traffic.clients());
    List<Finding> before = judge.judge();
    // Models with content need the embeddings of the catalogue.
    sender.train("opening");
    List<Finding> after = before.isEmpty() ? judge.judge() : before;
    if (!after.isEmpty()) {
      after.stream().limit(NAMED).map(Finding::toString).forEach(findings::add);
      throw new IllegalStateException(
          "the system is wrong before anything was disturbed: " + after.get(0));
    }
    progress.accept("undisturbed traffic is counted; now %d rounds".formatted(settings.rounds()));
    progress.accept(ChaosReport.header().stripTrailing());
  }

  /** Whether the round ended as it must. */
  private boolean round(Round round, Target target, Judge judge)
      throws IOException, InterruptedException, ExecutionException {
    Ledger.Counts before = ledger.counts();
    Traffic traffic = (Traffic) target.steps();
    List<Callable<Void>> all = new ArrayList<>(traffic.clients());
    List<Fault> faults = possible(round.faults(), target);
    for (Fault fault : faults) {
      all.add(
          () -> {
            traffic.await(fault.afterStep());
            fault.strike(target);
            return null;
          });
    }
    runAll(all);
    long quiet = System.nanoTime();
    List<Finding> found = judge.judge();
    Ledger.Counts counts = ledger.counts().since(before);
    RoundResult result =
        new RoundResult(
            round.number(),
            faults.stream().map(Fault::label).toList(),
            counts.plays(),
            counts.uploads(),
            counts.refused(),
            RoundResult.count(found, Finding.Kind.LOST),
            RoundResult.count(found, Finding.Kind.DOUBLED),
            RoundResult.count(found, Finding.Kind.DIVERGENT),
            target.process().takeLongestStart().toMillis() / 1000.0,
            (System.nanoTime() - quiet) / 1e9);
    rounds.add(result);
    found.stream().limit(NAMED).map(Finding::toString).forEach(findings::add);
    progress.accept(ChaosReport.row(result).stripTrailing());
    return found.isEmpty();
  }

  private static List<Fault> possible(List<Fault> faults, Target target) {
    return faults.stream()
        .filter(fault -> fault.kind() != FaultKind.DISK || target.disk().isPresent())
        .toList();
  }

  /** Runs all at once; the first failure ends the others. */
  private static void runAll(List<Callable<Void>> tasks)
      throws InterruptedException, ExecutionException {
    ExecutorService executor = Executors.newCachedThreadPool();
    try {
      ExecutorCompletionService<Void> running = new ExecutorCompletionService<>(executor);
      tasks.forEach(running::submit);
      for (int i = 0; i < tasks.size(); i++) {
        running.take().get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private Optional<DiskQuota> disk() throws IOException, InterruptedException {
    if (!settings.faults().contains(FaultKind.DISK)) {
      return Optional.empty();
    }
    Optional<DiskQuota> disk = DiskQuota.at(settings.folder().resolve("system"));
    if (disk.isEmpty()) {
      skipped.add(
          "disk: "
              + settings.folder()
              + " lies on a large file system and no tmpfs can be mounted without privileges; name"
              + " a folder on a file system of at most 4 GiB with --data");
      progress.accept("skipped: " + skipped.get(0));
    }
    return disk;
  }

  private static void requireNew(Path folder) throws IOException {
    if (Files.exists(folder)) {
      throw new UserError(
          folder + " is there already; delete it or name another folder with --data");
    }
  }

  private void clear(Optional<DiskQuota> disk) throws IOException {
    if (disk.isPresent()) {
      disk.get().close();
    }
    try (Stream<Path> files = Files.walk(settings.folder())) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
