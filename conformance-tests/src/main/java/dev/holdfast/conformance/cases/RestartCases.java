package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.StorePlace;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Stores that are closed and opened again. */
final class RestartCases {

  @Case(
      number = "115",
      tags = {Tag.F, Tag.D},
      contract = {"R12.1", "R12.2", "R12.3", "R8.5", "R2.5"},
      facility = Facility.REOPEN,
      rule =
          "After a restart everything acknowledged is there, and revisions and watches go on in the"
              + " same history. A transaction that was open is unknown, and nothing of it applied;"
              + " one that was committed answers its revision again.")
  void restart_keepsWhatWasAcknowledged(Trial trial) {
    StorePlace place = trial.fixture().newPlace();
    Trial before = trial.openedAt(place);
    int puts = before.size(20, 200, 2_000);
    List<Long> acknowledged = new ArrayList<>();
    before
        .pipeline(puts, i -> before.async().put(PutRequest.of(before.key("k" + i), before.value())))
        .forEach(put -> acknowledged.add(put.modRevision().orElse(0)));
    TxnId open = begin(before, "open");
    TxnId committed = begin(before, "committed");
    long revision = commit(before, committed);
    acknowledged.add(revision);
    acknowledged.add(before.store().delete(DeleteRequest.of(before.key("k0"))).header().revision());
    Header last = header(before);
    List<KeyValue> entries = before.scan(before.all());
    before.close();

    Trial after = trial.openedAt(place);
    requireNotBefore(last, header(after));
    Expect.equal("the entries after the restart", entries, after.scan(after.all()));
    Expect.refused(
        "Commit of a transaction that was open when the store was closed",
        () -> commit(after, open),
        ErrorReason.TXN_UNKNOWN);
    Expect.equal("its key", true, after.get(after.key("open")).isEmpty());
    Expect.equal("the revision of the second Commit", revision, commit(after, committed));
    Expect.equal("the entries after that", entries, after.scan(after.all()));
    long next = after.put(after.key("next"), after.value());
    Expect.that(next > last.revision(), "a revision beyond " + last.revision(), next);
    acknowledged.add(next);
    Collections.sort(acknowledged);
    WatchRequest everything =
        WatchRequest.after(acknowledged.get(0) - 1, after.all()).inHistory(last.historyId());
    Watcher watcher = after.watch(everything).through(next);
    Expect.equal(
        "the revisions that a watch tells across the restart", acknowledged, watcher.revisions());
  }

  private static TxnId begin(Trial trial, String name) {
    TxnId txn = trial.store().begin(BeginRequest.readWrite()).txn();
    trial.store().put(PutRequest.of(trial.key(name), trial.value()).in(txn));
    return txn;
  }

  private static long commit(Trial trial, TxnId txn) {
    return trial.store().commit(CommitRequest.of(txn)).revision().orElse(0);
  }

  /** Others may write to the backend too, so revisions may skip; they may not go back. */
  private static void requireNotBefore(Header last, Header found) {
    Expect.equal("the history after the restart", last.historyId(), found.historyId());
    Expect.that(
        found.revision() >= last.revision(),
        "the revision of a read after the restart not below " + last.revision(),
        found.revision());
  }

  private static Header header(Trial trial) {
    return trial.store().get(GetRequest.of(trial.key("k0"))).header();
  }
}
