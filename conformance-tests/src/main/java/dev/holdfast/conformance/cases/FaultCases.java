package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.BackendControl;
import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.UnconfiguredPlugin;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.Capability;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Header;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.WatchRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Processes and databases that die, stand still and come back, under load. */
final class FaultCases {

  private static final int CLIENTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(1);

  @Case(
      number = "113",
      tags = {Tag.F, Tag.D},
      contract = {"R12.1", "R12.2", "R2.5"},
      facility = Facility.LAUNCH,
      rule =
          "After kill -9 under load and a new launch every acknowledged write is there, no"
              + " transaction by half, and revisions go on above all that were told, in the same"
              + " history; or else watches are told HISTORY_CHANGED.")
  void kill_underLoad(Trial trial) {
    PluginRun plugin =
        trial.closeLater(PluginRun.at(trial.fixture().newLaunchPlace(), StoreOptions.none()));
    Trial run = trial.over(plugin);
    FaultLoad load = new FaultLoad(run);
    Header before = header(run);
    for (int round = 0; round < trial.size(2, 3, 20); round++) {
      int enough = load.acknowledgedKeys() + trial.size(20, 100, 500);
      try (Load writers = run.load(CLIENTS, PAUSE, load::write)) {
        run.until("writes", run.patience(), () -> load.acknowledgedKeys() >= enough);
        plugin.kill();
      }
      plugin.launchAgain();
      load.check();
    }
    goesOn(run, before, load);
  }

  /** Checks what is told after faults against what was acknowledged before and between them. */
  static void goesOn(Trial run, Header before, FaultLoad load) {
    Header after = header(run);
    if (!after.historyId().equals(before.historyId())) {
      run.note("the history changed");
      Watcher watcher =
          run.watch(WatchRequest.after(before.revision(), run.all()).inHistory(before.historyId()));
      Expect.equal(
          "how a watch of the history before ends",
          ErrorReason.HISTORY_CHANGED,
          watcher.failure().reason());
      return;
    }
    Expect.that(
        after.revision() >= load.lastRevision(),
        "a revision of " + load.lastRevision() + " at least, which was acknowledged",
        after.revision());
    long next = run.put(run.key("next"), run.value());
    Expect.that(next > load.lastRevision(), "a revision beyond " + load.lastRevision(), next);
    if (run.has(Capability.WATCH)) {
      Watcher watcher =
          run.watch(WatchRequest.after(before.revision(), run.all()).inHistory(before.historyId()))
              .through(next);
      Set<Long> missing = new HashSet<>(load.revisions());
      watcher.revisions().forEach(missing::remove);
      Expect.equal("the acknowledged revisions that a watch does not tell", Set.of(), missing);
      run.scan(run.all());
      run.checkHistory(); // which learns from the watch when an unknown write took effect
    }
  }

  @Case(
      number = "114",
      tags = {Tag.F, Tag.S},
      contract = {"R12.4", "R12.7"},
      facility = Facility.LAUNCH,
      rule =
          "A plugin that was killed while it first made its tables, or while it compacted, can be"
              + " launched again; and two that make the tables at once both serve, one store.")
  void kill_whileTheBackendChanges(Trial trial) throws Exception {
    for (int round = 0; round < trial.size(1, 2, 20); round++) {
      killDuringCreation(trial, round);
    }
    createTogether(trial);
    killDuringCompaction(trial);
  }

  private static void killDuringCreation(Trial trial, int round) {
    var place = trial.fixture().newLaunchPlace();
    var first = trial.closeLater(place.launch());
    Load configuring =
        trial.load(
            1,
            Duration.ofSeconds(1),
            (client, random) -> {
              try {
                first.configure(StoreOptions.none());
              } catch (StoreException e) {
                // It was killed, or is configured already.
              }
            });
    trial.pass(Duration.ofMillis(trial.random().nextInt(20 + 20 * round)));
    first.kill();
    configuring.close();
    Trial after = trial.over(trial.closeLater(PluginRun.at(place, StoreOptions.none())));
    after.put(after.key("k"), after.value());
    Expect.equal("the number of entries", 1, after.scan(after.all()).size());
  }

  private static void createTogether(Trial trial) throws Exception {
    var place = trial.fixture().newLaunchPlace();
    PluginRun[] plugins = new PluginRun[2];
    trial.clients(
        2,
        (client, random) ->
            plugins[client] = trial.closeLater(PluginRun.at(place, StoreOptions.none())));
    Trial one = trial.over(plugins[0]);
    Trial other = trial.over(plugins[1]);
    one.put(one.key("k"), one.value());
    Expect.equal("what both read", one.entry(one.key("k")), other.entry(other.key("k")));
    Expect.equal("the history of both", header(one).historyId(), header(other).historyId());
  }

  private static void killDuringCompaction(Trial trial) {
    StoreOptions shortHistory =
        StoreOptions.of(
            Map.of(StoreOptions.HISTORY_RETENTION_MS, "100"),
            Set.of(StoreOptions.HISTORY_RETENTION_MS));
    PluginRun plugin =
        trial.closeLater(PluginRun.at(trial.fixture().newLaunchPlace(), shortHistory));
    Trial run = trial.over(plugin);
    FaultLoad load = new FaultLoad(run);
    for (int round = 0; round < trial.size(1, 2, 10); round++) {
      int enough = load.acknowledgedKeys() + trial.size(50, 500, 2_000);
      try (Load writers = run.load(CLIENTS, PAUSE, load::write)) {
        run.until("writes", run.patience(), () -> load.acknowledgedKeys() >= enough);
        plugin.kill();
      }
      plugin.launchAgain();
      load.check();
    }
  }

  @Case(
      number = "116",
      tags = Tag.F,
      contract = {"R12.5", "R10.3", "R1.6"},
      facility = Facility.BACKEND,
      rule =
          "While the database is away calls fail as not applied or unknown, and within the"
              + " deadline, health is NOT_SERVING and Info's state DEGRADED; when it is back the"
              + " store serves and says so without a restart, and watches go on without a gap.")
  void backend_awayForAWhile(Trial trial) {
    Serving serving = Serving.of(trial);
    Trial run = serving.run();
    Duration away = Duration.ofSeconds(trial.size(1, 10, 10));
    backendFault(
        run,
        trial.fixture().backendControl(),
        () -> {
          run.until(
              "health NOT_SERVING, and Info's state DEGRADED, while the database is away",
              run.patience(),
              serving::isKnownToBeAway);
          run.pass(away);
        });
    run.until(
        "health SERVING, and Info's state READY, when the database is back",
        run.patience().multipliedBy(2),
        serving::isBack);
  }

  @Case(
      number = "117",
      tags = Tag.F,
      contract = {"R12.1", "R12.2"},
      facility = Facility.BACKEND,
      rule =
          "A database that is killed and started under load takes back nothing that was"
              + " acknowledged, and re-uses no revision silently.")
  void backend_killedUnderLoad(Trial trial) {
    backendFault(trial.fresh(Map.of()), trial.fixture().backendControl(), () -> {});
  }

  private static void backendFault(Trial run, BackendControl backend, Runnable whileAway) {
    FaultLoad load = new FaultLoad(run);
    Header before = header(run);
    Optional<Follower> follower =
        run.has(Capability.WATCH) ? Optional.of(Follower.from(run, before)) : Optional.empty();
    try (Load writers = run.load(CLIENTS, PAUSE, load::write)) {
      run.until("writes", run.patience(), () -> load.acknowledgedKeys() >= 100);
      backend.stop();
      try {
        whileAway.run();
      } finally {
        backend.start();
      }
      int enough = load.acknowledgedKeys() + 100;
      run.until(
          "writes after the database is back",
          run.patience().multipliedBy(2),
          () -> load.acknowledgedKeys() >= enough);
    }
    load.check();
    follower.ifPresent(following -> following.toldAll(load));
    goesOn(run, before, load);
  }

  /**
   * What a store says of its backend: by Info, and by its health where it is a plugin.
   *
   * @param run the store
   * @param plugin the plugin, if it is one
   */
  private record Serving(Trial run, Optional<UnconfiguredPlugin> plugin) {

    static Serving of(Trial trial) {
      if (!trial.fixture().facilities().contains(Facility.CONFIGURE)) {
        return new Serving(trial.fresh(Map.of()), Optional.empty());
      }
      UnconfiguredPlugin plugin = trial.closeLater(trial.fixture().start());
      plugin.configure(StoreOptions.none());
      return new Serving(trial.over(plugin.store()), Optional.of(plugin));
    }

    boolean isKnownToBeAway() {
      return run.store().info().state() == StoreInfo.State.DEGRADED
          && plugin.filter(UnconfiguredPlugin::isServing).isEmpty();
    }

    boolean isBack() {
      return run.store().info().state() == StoreInfo.State.READY
          && plugin.map(UnconfiguredPlugin::isServing).orElse(true);
    }
  }

  /** Returns the revision of a store, and its history. */
  static Header header(Trial trial) {
    return trial.store().get(GetRequest.of(trial.key("none"))).header();
  }
}
