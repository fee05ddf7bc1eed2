package dev.holdfast.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Floor;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** The life of a transaction: begun, finished, unknown. */
final class TransactionLifeCases {

  @Case(
      number = "78",
      tags = Tag.T,
      contract = {"R8.1", "R8.2", "R8.3"},
      rule =
          "A second Commit answers the same revision. Commit after Abort and Abort after Commit are"
              + " refused with TXN_FINISHED telling the outcome; Abort twice is OK. A commit that"
              + " was refused for good (CONFLICT, PRECONDITION_FAILED) is refused again.")
  void commitAndAbort_repeated(Trial trial) {
    TxnId committed = begin(trial);
    put(trial, committed, "a");
    long revision = commit(trial, committed);
    trial.put(trial.key("a"), trial.value());
    Expect.equal("the revision of the second Commit", revision, commit(trial, committed));
    Expect.equal("version", 2L, trial.entry(trial.key("a")).version());
    requireOutcome(
        "committed",
        Expect.refused(
            "Abort after Commit", () -> trial.store().abort(committed), ErrorReason.TXN_FINISHED));
    TxnId aborted = begin(trial);
    put(trial, aborted, "b");
    trial.store().abort(aborted);
    trial.store().abort(aborted);
    requireOutcome(
        "aborted",
        Expect.refused(
            "Commit after Abort", () -> commit(trial, aborted), ErrorReason.TXN_FINISHED));
    Expect.equal("the key of the aborted transaction", true, trial.get(trial.key("b")).isEmpty());
    TxnId refused = begin(trial);
    trial.store().get(GetRequest.of(trial.key("a")).in(refused));
    put(trial, refused, "b");
    trial.put(trial.key("a"), trial.value());
    for (int i = 0; i < 2; i++) {
      Expect.refused(
          "Commit number " + (i + 1) + " of a transaction in conflict",
          () -> commit(trial, refused),
          i == 0
              ? new ErrorReason[] {ErrorReason.CONFLICT}
              : new ErrorReason[] {ErrorReason.CONFLICT, ErrorReason.TXN_FINISHED});
    }
    Expect.equal("the key of the refused transaction", true, trial.get(trial.key("b")).isEmpty());
    trial.checkHistory();
  }

  private static void requireOutcome(String outcome, StoreException refusal) {
    Expect.metadatum("outcome", outcome, refusal);
  }

  private static TxnId begin(Trial trial) {
    return trial.store().begin(BeginRequest.readWrite()).txn();
  }

  private static void put(Trial trial, TxnId txn, String name) {
    trial.store().put(PutRequest.of(trial.key(name), trial.value()).in(txn));
  }

  private static long commit(Trial trial, TxnId txn) {
    return trial.store().commit(CommitRequest.of(txn)).revision().orElse(0);
  }

  @Case(
      number = "79",
      tags = Tag.T,
      contract = {"R8.4", "R8.5", "R10.2"},
      rule =
          "A call in a finished transaction is refused with TXN_FINISHED, and one with a made-up id"
              + " with TXN_UNKNOWN; wrong arguments are told before that, and a floor after it.")
  void call_inFinishedOrUnknown(Trial trial) {
    TxnId committed = begin(trial);
    put(trial, committed, "a");
    commit(trial, committed);
    TxnId aborted = begin(trial);
    trial.store().abort(aborted);
    requireRefused(trial, committed, ErrorReason.TXN_FINISHED);
    requireRefused(trial, aborted, ErrorReason.TXN_FINISHED);
    TxnId madeUp = TxnId.random();
    requireRefused(trial, madeUp, ErrorReason.TXN_UNKNOWN);
    Expect.refused(
        "a Commit of a made-up id", () -> commit(trial, madeUp), ErrorReason.TXN_UNKNOWN);
    Expect.refused(
        "an Abort of a made-up id",
        () -> trial.store().abort(TxnId.random()),
        ErrorReason.TXN_UNKNOWN);
    Expect.refused(
        "a Put of an empty key in a made-up transaction",
        () -> trial.store().put(PutRequest.of(Bytes.empty(), trial.value()).in(madeUp)),
        ErrorReason.KEY_EMPTY);
    Floor foreign = new Floor(1, Optional.of("another-history"));
    Expect.refused(
        "a Get under a foreign floor in a made-up transaction",
        () -> trial.store().get(GetRequest.of(trial.key("a")).in(madeUp).atLeast(foreign)),
        ErrorReason.TXN_UNKNOWN);
    Expect.equal("version", 1L, trial.entry(trial.key("a")).version());
  }

  private static void requireRefused(Trial trial, TxnId txn, ErrorReason reason) {
    Bytes key = trial.key("a");
    Expect.refused("a Put", () -> put(trial, txn, "a"), reason);
    Expect.refused("a Get", () -> trial.store().get(GetRequest.of(key).in(txn)), reason);
    Expect.refused("a Delete", () -> trial.store().delete(DeleteRequest.of(key).in(txn)), reason);
    Expect.refused(
        "a Count", () -> trial.store().count(CountRequest.of(trial.all()).in(txn)), reason);
  }

  @Case(
      number = "80",
      tags = Tag.T,
      contract = "R8.6",
      rule =
          "Begin twice with the same txn_id is the same transaction; when that is finished, it is"
              + " refused with FAILED_PRECONDITION.")
  void begin_twice(Trial trial) {
    BeginRequest request = BeginRequest.readWrite().as(TxnId.random());
    BeginResult first = trial.store().begin(request);
    put(trial, first.txn(), "a");
    trial.put(trial.key("z"), trial.value());
    BeginResult second = trial.store().begin(request);
    Expect.equal("the txn_id", first.txn(), second.txn());
    Expect.equal("the snapshot", first.header().revision(), second.header().revision());
    put(trial, second.txn(), "b");
    long revision = commit(trial, first.txn());
    for (String name : List.of("a", "b")) {
      Expect.equal("mod_revision", revision, trial.entry(trial.key(name)).modRevision());
    }
    Expect.refused(
        "Begin under the id of a finished transaction",
        () -> trial.store().begin(request),
        ErrorReason.TXN_FINISHED);
    Expect.that(
        first.txn().value().getBytes(UTF_8).length <= 128,
        "the txn_id has at most 128 bytes",
        first.txn());
  }

  @Case(
      number = "85",
      tags = Tag.T,
      contract = "R7.12",
      rule =
          "Concurrent calls in one transaction are taken one after another or refused with"
              + " TXN_BUSY; what was acknowledged is committed, and nothing else.")
  void calls_atOnce(Trial trial) {
    int most = Math.min(trial.limits().maxTxnOps(), trial.limits().maxTxnReads());
    int each = Math.min(trial.size(10, 40, 400), most / 8);
    Set<Bytes> acknowledged = new ConcurrentSkipListSet<>();
    TxnId txn = begin(trial);
    trial.clients(
        8,
        (client, random) -> {
          for (int i = 0; i < each; i++) {
            Bytes key = trial.key(client + "/" + i);
            PutRequest put = PutRequest.of(key, trial.value()).in(txn);
            if (isAnswered(() -> trial.store().put(put))) {
              acknowledged.add(key);
              isAnswered(() -> requireOwnWrite(trial, txn, key));
            }
          }
        });
    commit(trial, txn);
    List<Bytes> found = trial.scan(trial.all()).stream().map(entry -> entry.key()).toList();
    Expect.that(
        found.equals(List.copyOf(acknowledged)),
        "the keys committed are the " + acknowledged.size() + " that were acknowledged",
        found.size() + " keys");
    long revisions =
        trial.scan(trial.all()).stream().map(entry -> entry.modRevision()).distinct().count();
    Expect.equal("the number of revisions", 1L, revisions);
  }

  private static void requireOwnWrite(Trial trial, TxnId txn, Bytes key) {
    List<KeyValue> entries = trial.store().get(GetRequest.of(key).in(txn)).entries();
    Expect.equal("the number of entries of a key that was put", 1, entries.size());
  }

  private static boolean isAnswered(Runnable call) {
    try {
      call.run();
      return true;
    } catch (StoreException e) {
      Expect.refused("a concurrent call", e, List.of(ErrorReason.TXN_BUSY));
      return false;
    }
  }
}
