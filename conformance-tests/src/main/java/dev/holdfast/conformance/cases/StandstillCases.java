package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A process that stands still for a while, and knows nothing of it. */
final class StandstillCases {

  private static final int CLIENTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final Duration LEASE = Duration.ofMillis(300);

  @Case(
      number = "118",
      tags = Tag.F,
      contract = {"R12.6", "R8.7", "R9.5"},
      facility = Facility.LAUNCH,
      rule =
          "A plugin that stands still for a while loses no event, of watches that are open too;"
              + " leases run out meanwhile, and a transaction that was told TXN_EXPIRED never"
              + " commits, be its Commit under way.")
  void process_standsStill(Trial trial) {
    PluginRun plugin =
        trial.closeLater(
            PluginRun.at(
                trial.fixture().newLaunchPlace(),
                StoreOptions.of(Map.of(StoreOptions.MIN_LEASE_MS, "200"), Set.of())));
    Trial run = trial.over(plugin);
    FaultLoad load = new FaultLoad(run);
    Header before = FaultCases.header(run);
    Optional<Watcher> open = openWatch(run, before);
    List<Leased> leased = new ArrayList<>();
    try (Load writers = run.load(CLIENTS, PAUSE, load::write)) {
      run.until("writes", run.patience(), () -> load.acknowledgedKeys() >= 20);
      if (run.has(Capability.TRANSACTIONS)) {
        for (int number = 0; number < trial.size(4, 8, 32); number++) {
          leased.add(Leased.begin(run, number));
        }
      }
      plugin.plugin().pause();
      // All but the first, which nobody speaks of before its lease has run out.
      leased.stream().skip(1).forEach(one -> one.commit(run));
      trial.pass(Duration.ofSeconds(trial.size(2, 5, 5)));
      plugin.plugin().goOn();
      int enough = load.acknowledgedKeys() + 20;
      run.until("writes go on", run.patience(), () -> load.acknowledgedKeys() >= enough);
    }
    leased.stream().limit(1).forEach(one -> one.commit(run));
    leased.stream()
        .limit(1)
        .forEach(
            one ->
                Expect.equal(
                    "the revision of a Commit long after the lease",
                    OptionalLong.empty(),
                    one.revision()));
    leased.forEach(one -> one.judge(run));
    load.check();
    open.ifPresent(watcher -> toldAll(run, watcher, load));
    leased.forEach(one -> one.judge(run));
    FaultCases.goesOn(run, before, load);
  }

  private static Optional<Watcher> openWatch(Trial run, Header before) {
    if (!run.has(Capability.WATCH)) {
      return Optional.empty();
    }
    Watcher watcher = run.watch(WatchRequest.after(before.revision(), run.all()));
    watcher.created();
    return Optional.of(watcher);
  }

  private static void toldAll(Trial run, Watcher watcher, FaultLoad load) {
    watcher.through(load.lastRevision(), run.patience());
    Set<Long> missing = new HashSet<>(load.revisions());
    watcher.revisions().forEach(missing::remove);
    Expect.equal(
        "the acknowledged revisions that the watch does not tell which was open",
        Set.of(),
        missing);
  }

  /** A transaction whose lease is shorter than the standstill. */
  private static final class Leased {

    private final Bytes key;
    private final TxnId txn;
    private CompletableFuture<CommitResult> answer = new CompletableFuture<>();

    private Leased(Bytes key, TxnId txn) {
      this.key = key;
      this.txn = txn;
    }

    static Leased begin(Trial run, int number) {
      Leased leased =
          new Leased(
              run.key("leased" + number),
              run.store().begin(BeginRequest.readWrite().leasedFor(LEASE)).txn());
      run.store().put(PutRequest.of(leased.key, run.value()).in(leased.txn));
      return leased;
    }

    void commit(Trial run) {
      answer = run.async().commit(CommitRequest.of(txn));
    }

    /** Returns the revision of its commit, or none where it was told to be expired. */
    OptionalLong revision() {
      try {
        return BlockingStore.await(answer).revision();
      } catch (StoreException e) {
        Expect.refused(
            "Commit of a transaction whose lease ran out while the plugin stood still",
            e,
            List.of(ErrorReason.TXN_EXPIRED));
        return OptionalLong.empty();
      }
    }

    /** Demands that what the Commit was told holds, and is told again. */
    void judge(Trial run) {
      OptionalLong revision = revision();
      if (revision.isPresent()) {
        Expect.equal(
            "the revision that the repeated Commit answers",
            revision,
            run.store().commit(CommitRequest.of(txn)).revision());
        Expect.equal(
            "the mod_revision of its key", revision.getAsLong(), run.entry(key).modRevision());
        return;
      }
      Expect.refused(
          "Commit of a transaction that was told TXN_EXPIRED",
          () -> run.store().commit(CommitRequest.of(txn)),
          ErrorReason.TXN_EXPIRED);
      Expect.equal(
          "whether the key is there of a transaction that was told TXN_EXPIRED",
          false,
          run.get(key).isPresent());
    }
  }
}
