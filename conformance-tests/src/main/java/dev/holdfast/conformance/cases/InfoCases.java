package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.UnconfiguredPlugin;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Floor;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Info, options, refusals. */
final class InfoCases {

  @Case(
      number = "1",
      tags = Tag.C,
      contract = {"R1.1", "R1.2"},
      rule =
          "Info before Configure answers name, version, contract versions, capabilities and limits,"
              + " and the limits meet the minima; so do those in force afterwards, when options may"
              + " have added capabilities and have taken none away.")
  void info_beforeAndAfterConfigure(Trial trial) {
    StoreInfo before = trial.fixture().describe();
    Expect.equal("the state before Configure", StoreInfo.State.UNCONFIGURED, before.state());
    requireComplete(before);
    StoreInfo after = trial.info();
    Expect.equal("the state after Configure", StoreInfo.State.READY, after.state());
    requireComplete(after);
    Expect.equal("the name", before.name(), after.name());
    Expect.that(
        after.capabilities().containsAll(before.capabilities()),
        "the capabilities after Configure hold " + before.capabilities(),
        after.capabilities());
  }

  private static void requireComplete(StoreInfo info) {
    Expect.that(!info.name().isBlank(), "plugin_name is told", info);
    Expect.that(!info.version().isBlank(), "plugin_version is told", info);
    Expect.that(
        info.contractVersions().contains(StoreInfo.CONTRACT_VERSION),
        "contract_versions holds " + StoreInfo.CONTRACT_VERSION,
        info.contractVersions());
    Limits limits = info.limits();
    atLeast("max_key_bytes", 1_024, limits.maxKeyBytes());
    atLeast("max_value_bytes", 65_536, limits.maxValueBytes());
    atLeast("max_txn_ops", 64, limits.maxTxnOps());
    atLeast("max_txn_reads", 64, limits.maxTxnReads());
    atLeast("max_txn_bytes", 262_144, limits.maxTxnBytes());
    atLeast("max_delete_keys", 64, limits.maxDeleteKeys());
    atLeast("max_page_entries", 1, limits.maxPageEntries());
    between("max_page_bytes", 1, 3 << 20, limits.maxPageBytes());
    atLeast("max_open_txns", 64, limits.maxOpenTxns());
    atLeast("max_watches", 64, limits.maxWatches());
    atLeast("max_ranges", 1, limits.maxRanges());
    atLeast("max_queued_writes", 1, limits.maxQueuedWrites());
    atLeast("max_lease_ms", 30_000, limits.maxLease().toMillis());
    between(
        "default_lease_ms",
        limits.minLease().toMillis(),
        limits.maxLease().toMillis(),
        limits.defaultLease().toMillis());
    atLeast("max_txn_age_ms", limits.maxLease().toMillis(), limits.maxTxnAge().toMillis());
    atLeast("outcome_retention_ms", 600_000, limits.outcomeRetention().toMillis());
    atLeast("history_retention_ms", 60_000, limits.historyRetention().toMillis());
    between("max_progress_lag_ms", 1, 5_000, limits.maxProgressLag().toMillis());
  }

  private static void atLeast(String limit, long least, long told) {
    between(limit, least, Long.MAX_VALUE, told);
  }

  private static void between(String limit, long least, long most, long told) {
    Expect.that(
        told >= least && told <= most,
        limit + " is at least " + least + (most == Long.MAX_VALUE ? "" : " and at most " + most),
        limit + " is " + told);
  }

  @Case(
      number = "3",
      tags = Tag.C,
      contract = "R1.4",
      rule =
          "Configure with a malformed or unknown option that is required is refused with"
              + " INVALID_ARGUMENT; one that is unknown and not required is ignored; a correct"
              + " Configure after a refused one works.")
  void configure_badOption(Trial trial) {
    refuse(trial, Map.of(StoreOptions.HISTORY_RETENTION_MS, "soon"));
    refuse(trial, Map.of(StoreOptions.MAX_LEASE_MS, "-1"));
    refuse(trial, Map.of("no_such_option_as_this", "1"));
    try (Store store =
        trial.fixture().open(StoreOptions.of(Map.of("no_such_option_as_this", "1"), Set.of()))) {
      trial.over(store).put(Bytes.utf8("a"), Bytes.utf8("1"));
    }
    if (trial.fixture().facilities().contains(Facility.CONFIGURE)) {
      configureAgain(trial);
    }
    Map<String, String> leases =
        Map.of(StoreOptions.MIN_LEASE_MS, "2000", StoreOptions.MAX_LEASE_MS, "40000");
    Limits limits = trial.fresh(leases).limits();
    Expect.equal("min_lease_ms in force", Duration.ofSeconds(2), limits.minLease());
    Expect.equal("max_lease_ms in force", Duration.ofSeconds(40), limits.maxLease());
  }

  private static void configureAgain(Trial trial) {
    try (UnconfiguredPlugin plugin = trial.fixture().start()) {
      Expect.refused(
          "Configure with a malformed option",
          () ->
              plugin.configure(StoreOptions.of(Map.of(StoreOptions.HISTORY_RETENTION_MS, "soon"))),
          ErrorReason.BAD_OPTION);
      plugin.configure(StoreOptions.none());
      plugin.store().blocking().put(Bytes.utf8("a"), Bytes.utf8("1"));
    }
  }

  private static void refuse(Trial trial, Map<String, String> options) {
    Expect.refused(
        "Configure with " + options,
        () -> trial.fixture().open(StoreOptions.of(options)).close(),
        ErrorReason.BAD_OPTION);
  }

  @Case(
      number = "6",
      tags = Tag.C,
      contract = "R10.4",
      rule =
          "Whatever needs a capability that is not declared is refused with UNIMPLEMENTED"
              + " CAPABILITY naming it, and changes nothing.")
  void undeclaredCapability_isRefused(Trial trial) {
    Bytes key = trial.key("a");
    BlockingStore store = trial.store();
    TxnId id = TxnId.random();
    PutRequest put = PutRequest.of(key, trial.value());
    DeleteRequest delete = DeleteRequest.of(key);
    for (Precondition condition : List.of(Precondition.absent(), Precondition.present())) {
      lacks(trial, Capability.PRECONDITIONS, () -> store.put(put.onlyIf(condition)));
      lacks(trial, Capability.PRECONDITIONS, () -> store.delete(delete.onlyIf(condition)));
    }
    lacks(trial, Capability.IDEMPOTENCY, () -> store.put(put.named(RequestId.random())));
    lacks(trial, Capability.IDEMPOTENCY, () -> store.delete(delete.named(RequestId.random())));
    lacks(trial, Capability.TRANSACTIONS, () -> store.begin(BeginRequest.readWrite()));
    lacks(trial, Capability.TRANSACTIONS, () -> store.begin(BeginRequest.readOnly()));
    lacks(
        trial,
        Capability.TRANSACTIONS,
        () ->
            store.commit(
                CommitRequest.oneShot(id, List.of(), List.of(Mutation.put(key, Bytes.empty())))));
    lacks(trial, Capability.TRANSACTIONS, () -> store.commit(CommitRequest.of(id)));
    lacks(trial, Capability.TRANSACTIONS, () -> store.abort(id));
    lacks(trial, Capability.TRANSACTIONS, () -> store.put(put.in(id)));
    lacks(trial, Capability.TRANSACTIONS, () -> store.get(GetRequest.of(key).in(id)));
    lacks(trial, Capability.TRANSACTIONS, () -> store.delete(delete.in(id)));
    lacks(
        trial,
        Capability.TRANSACTIONS,
        () -> store.count(CountRequest.of(KeyRange.key(key)).in(id)));
    lacksWatch(trial, Capability.WATCH, WatchRequest.now(trial.all()));
    if (trial.has(Capability.WATCH)) {
      lacksWatch(trial, Capability.PREV_VALUE, WatchRequest.now(trial.all()).withPrevious());
    }
    Expect.equal("the key after the refusals", Optional.empty(), trial.get(key));
  }

  private static void lacks(Trial trial, Capability capability, Runnable call) {
    if (!trial.has(capability)) {
      requireName(
          capability,
          Expect.refused("a call that needs " + capability, call, ErrorReason.CAPABILITY));
    }
  }

  private static void lacksWatch(Trial trial, Capability capability, WatchRequest request) {
    if (!trial.has(capability)) {
      requireName(
          capability,
          Expect.refused(
              "a watch that needs " + capability,
              trial.watch(request).failure(),
              List.of(ErrorReason.CAPABILITY)));
    }
  }

  private static void requireName(Capability capability, StoreException refusal) {
    Expect.metadatum("name", capability.name(), refusal);
  }

  @Case(
      number = "7",
      tags = Tag.C,
      contract = {"R10.1", "R10.2"},
      rule =
          "Every error carries an ErrorInfo of the domain holdfast.store.v1 with a listed reason"
              + " and its metadata. Every case that meets an error checks it; this one meets those"
              + " that need no capability, and the order: arguments first, history before future.")
  void errors_carryReasons(Trial trial) {
    BlockingStore store = trial.store();
    Limits limits = trial.limits();
    Bytes value = trial.value();
    Bytes longKey = trial.key(trial.noise(limits.maxKeyBytes()));
    Bytes longValue = trial.noise(limits.maxValueBytes() + 1);
    refused(
        "a Put with an empty key", ErrorReason.KEY_EMPTY, () -> store.put(Bytes.empty(), value));
    refused(
        "a Get of the empty key",
        ErrorReason.KEY_EMPTY,
        () -> store.get(GetRequest.of(Bytes.empty())));
    refused(
        "a Delete of the empty key",
        ErrorReason.KEY_EMPTY,
        () -> store.delete(DeleteRequest.of(Bytes.empty())));
    refused(
        "a Count of the empty key",
        ErrorReason.KEY_EMPTY,
        () -> store.count(CountRequest.of(KeyRange.key(Bytes.empty()))));
    refused("a key that is too long", ErrorReason.KEY_TOO_LARGE, () -> store.put(longKey, value));
    refused(
        "a value that is too long",
        ErrorReason.VALUE_TOO_LARGE,
        () -> store.put(trial.key("a"), longValue));
    Floor future = new Floor(1L << 60, Optional.empty());
    Floor foreign = new Floor(1L << 60, Optional.of("another-history"));
    GetRequest get = GetRequest.of(trial.key("a"));
    refused("a future floor", ErrorReason.FUTURE_REVISION, () -> store.get(get.atLeast(future)));
    refused(
        "a future floor of a foreign history",
        ErrorReason.HISTORY_CHANGED,
        () -> store.get(get.atLeast(foreign)));
    refused(
        "an empty key under a future floor",
        ErrorReason.KEY_EMPTY,
        () -> store.get(GetRequest.of(Bytes.empty()).atLeast(foreign)));
    Expect.equal("the number of keys after the refusals", 0, trial.scan(trial.all()).size());
  }

  private static void refused(String what, ErrorReason reason, Runnable call) {
    Expect.refused(what, call, reason);
  }
}
