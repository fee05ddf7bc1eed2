package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.Capability;
import dev.holdfast.store.StoreOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Everything at once, and faults. */
final class SoakCases {

  private static final int CLIENTS = 6;
  private static final Duration PAUSE = Duration.ofMillis(1);

  @Case(
      number = "120",
      tags = Tag.F,
      contract = {"R12.8", "R12.1", "R2.4", "R9.8"},
      facility = Facility.LAUNCH,
      rule =
          "Under any mix of verbs, transactions, watches and faults, and of compaction in the long"
              + " form, the history of all calls can be explained, nothing acknowledged is lost, no"
              + " money is lost or made, and every key is a linearizable register.")
  void faults_inAnyOrder(Trial trial) {
    PluginRun plugin =
        trial.closeLater(PluginRun.at(trial.fixture().newLaunchPlace(), options(trial)));
    Trial run = trial.over(plugin);
    Soak soak = new Soak(run);
    for (int round = 0; round < trial.size(2, 4, 60); round++) {
      soak.beginRound();
      long enough = trial.size(80, 400, 4_000);
      try (Load clients = run.load(CLIENTS, PAUSE, soak::step)) {
        run.until("steps", run.patience().multipliedBy(2), () -> clients.steps() >= enough);
        fault(run, plugin);
      }
      if (!plugin.plugin().isAlive()) {
        plugin.launchAgain();
      }
      soak.check();
    }
    soak.conclude();
  }

  /** Only in the long form is there time for history to be cut. */
  private static StoreOptions options(Trial trial) {
    int retentionMillis = trial.size(0, 0, 20_000);
    return retentionMillis == 0
        ? StoreOptions.none()
        : StoreOptions.of(
            Map.of(
                StoreOptions.HISTORY_RETENTION_MS,
                Integer.toString(retentionMillis),
                "history_retention_revisions",
                "20"),
            Set.of(StoreOptions.HISTORY_RETENTION_MS));
  }

  /** Only a store that is durable outlives its process. */
  private static void fault(Trial run, PluginRun plugin) {
    if (run.has(Capability.DURABLE) && run.random().nextBoolean()) {
      plugin.kill();
    } else {
      plugin.plugin().pause();
      run.pass(Duration.ofMillis(run.random().nextInt(500)));
      plugin.plugin().goOn();
    }
  }
}
