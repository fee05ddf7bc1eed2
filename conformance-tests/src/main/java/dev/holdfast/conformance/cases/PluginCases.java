package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.UnconfiguredPlugin;
import dev.holdfast.conformance.UnconfiguredPlugin.HealthWatch;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A plugin's life around Configure. */
final class PluginCases {

  private static final Bytes KEY = Bytes.utf8("a");

  @Case(
      number = "2",
      tags = Tag.C,
      contract = "R1.3",
      facility = Facility.CONFIGURE,
      rule = "Before Configure every data verb is refused with FAILED_PRECONDITION NOT_CONFIGURED.")
  void verbs_beforeConfigure(Trial trial) {
    try (UnconfiguredPlugin plugin = trial.fixture().start()) {
      BlockingStore store = plugin.store().blocking();
      TxnId id = TxnId.random();
      refused("Put", () -> store.put(KEY, Bytes.empty()));
      refused("Get", () -> store.get(GetRequest.of(KEY)));
      refused("Delete", () -> store.delete(DeleteRequest.of(KEY)));
      refused("Count", () -> store.count(CountRequest.of(KeyRange.all())));
      if (trial.has(Capability.TRANSACTIONS)) {
        refused("Begin", () -> store.begin(BeginRequest.readWrite()));
        refused("Commit", () -> store.commit(CommitRequest.of(id)));
        refused(
            "one-shot Commit", () -> store.commit(CommitRequest.oneShot(id, List.of(), List.of())));
        refused("Abort", () -> store.abort(id));
      }
      if (trial.has(Capability.WATCH)) {
        try (Watch watch = plugin.store().watch(WatchRequest.now(KeyRange.all()))) {
          refused("Watch", () -> BlockingStore.await(watch.next()));
        }
      }
      // Whether it is configured is judged first, before the arguments.
      refused("Put of an empty key", () -> store.put(Bytes.empty(), Bytes.empty()));
    }
  }

  private static void refused(String verb, Runnable call) {
    Expect.refused(verb + " before Configure", call, ErrorReason.NOT_CONFIGURED);
  }

  @Case(
      number = "4",
      tags = Tag.C,
      contract = "R1.5",
      facility = Facility.CONFIGURE,
      rule = "A second Configure is refused with ALREADY_CONFIGURED; the first stays in effect.")
  void configure_twice(Trial trial) {
    try (UnconfiguredPlugin plugin = trial.fixture().start()) {
      plugin.configure(StoreOptions.of(Map.of(StoreOptions.MAX_LEASE_MS, "40000")));
      Trial run = trial.over(plugin.store());
      run.put(KEY, Bytes.utf8("1"));
      for (String lease : List.of("40000", "50000")) {
        Expect.refused(
            "a second Configure",
            () -> plugin.configure(StoreOptions.of(Map.of(StoreOptions.MAX_LEASE_MS, lease))),
            ErrorReason.ALREADY_CONFIGURED);
      }
      Expect.equal(
          "max_lease_ms",
          Duration.ofSeconds(40),
          plugin.store().blocking().info().limits().maxLease());
      Expect.equal(
          "the number of entries of the key",
          1,
          run.store().get(GetRequest.of(KEY)).entries().size());
    }
  }

  @Case(
      number = "5",
      tags = Tag.C,
      contract = "R1.6",
      facility = Facility.CONFIGURE,
      rule =
          "Health is NOT_SERVING before Configure and SERVING after it, and a watch of health sees"
              + " the change.")
  void health_aroundConfigure(Trial trial) {
    try (UnconfiguredPlugin plugin = trial.fixture().start();
        HealthWatch watch = plugin.watchHealth()) {
      Expect.equal("whether it serves before Configure", false, plugin.isServing());
      trial.until(
          "the watch of health tells something", trial.patience(), () -> watch.messages() > 0);
      Expect.equal("whether the watch says so", false, watch.isServing());
      plugin.configure(StoreOptions.none());
      trial.until("health turns to SERVING", trial.patience(), plugin::isServing);
      trial.until("the watch of health sees it", trial.patience(), watch::isServing);
    }
  }
}
