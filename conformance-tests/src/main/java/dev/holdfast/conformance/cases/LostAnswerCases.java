package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.LostAnswers;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.UnconfiguredPlugin;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Header;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.util.List;

/** Answers that get lost after the call was delivered. */
final class LostAnswerCases {

  @Case(
      number = "112",
      tags = Tag.F,
      contract = {"R10.3", "R8.1", "R8.3", "R6.4"},
      facility = Facility.CONNECTION,
      rule =
          "A write whose answer is lost is unknown and never \"not applied\". Asked again, a"
              + " commit, one that was refused too, and a write with a request id answer what they"
              + " came to the first time.")
  void answer_lost(Trial trial) {
    UnconfiguredPlugin plugin = trial.closeLater(trial.fixture().start());
    plugin.configure(StoreOptions.none());
    LostAnswers connection = new LostAnswers();
    Trial run = trial.over(plugin.storeThrough(connection));
    Header before = run.store().get(GetRequest.of(run.key("none"))).header();
    for (int round = 0; round < trial.size(3, 10, 100); round++) {
      put(run, connection, round);
      delete(run, connection, round);
      if (run.has(Capability.TRANSACTIONS)) {
        commit(run, connection, round);
        oneShot(run, connection, round);
        conflict(run, connection, round);
      }
      if (run.has(Capability.IDEMPOTENCY)) {
        putWithId(run, connection, round);
        deleteWithId(run, connection, round);
      }
    }
    if (run.has(Capability.WATCH)) {
      explain(run, before);
    }
  }

  /** Only a watch tells at which revision a write took effect whose answer was lost. */
  private static void explain(Trial run, Header before) {
    Header after = run.store().get(GetRequest.of(run.key("none"))).header();
    run.scan(run.all());
    var unused =
        run.watch(WatchRequest.after(before.revision(), run.all())).through(after.revision());
    run.checkHistory();
  }

  /** Makes a call whose answer is lost. */
  private static void lost(
      LostAnswers connection, String what, Runnable call, Trial run, Bytes key) {
    connection.loseNext();
    try {
      call.run();
    } catch (StoreException e) {
      String became = run.get(key).isPresent() ? " is there" : " is absent";
      Expect.that(
          e.reason() == ErrorReason.OUTCOME_UNKNOWN,
          what + " whose answer was lost is refused with " + ErrorReason.OUTCOME_UNKNOWN,
          e.reason() + " \"" + e.description() + "\", and key " + key + became);
      return;
    }
    Expect.that(false, what + " without an answer fails", "OK");
  }

  private static void put(Trial run, LostAnswers connection, int round) {
    Bytes key = run.key("put" + round);
    lost(connection, "a Put", () -> run.put(key, run.value()), run, key);
    run.entry(key);
  }

  private static void delete(Trial run, LostAnswers connection, int round) {
    Bytes key = run.key("delete" + round);
    run.put(key, run.value());
    lost(connection, "a Delete", () -> run.store().delete(DeleteRequest.of(key)), run, key);
    Expect.equal("whether the key that was deleted is there", false, run.get(key).isPresent());
    Expect.equal(
        "how many keys a further Delete tells it deleted",
        0L,
        run.store().delete(DeleteRequest.of(key)).deleted());
  }

  /** A commit that was refused, and whose refusal was lost, is refused alike again. */
  private static void conflict(Trial run, LostAnswers connection, int round) {
    Bytes key = run.key("conflict" + round);
    TxnId txn = run.store().begin(BeginRequest.readWrite()).txn();
    run.store().get(GetRequest.of(key).in(txn));
    run.store().put(PutRequest.of(key, run.value()).in(txn));
    long other = run.put(key, run.value());
    CommitRequest request = CommitRequest.of(txn);
    lost(connection, "a Commit that conflicts", () -> run.store().commit(request), run, key);
    for (int again = 0; again < 2; again++) {
      Expect.refused(
          "a Commit that conflicted, asked again",
          () -> run.store().commit(request),
          ErrorReason.CONFLICT);
    }
    Expect.equal("the mod_revision of its key", other, run.entry(key).modRevision());
  }

  private static void commit(Trial run, LostAnswers connection, int round) {
    Bytes key = run.key("commit" + round);
    TxnId txn = run.store().begin(BeginRequest.readWrite()).txn();
    run.store().put(PutRequest.of(key, run.value()).in(txn));
    CommitRequest request = CommitRequest.of(txn);
    lost(connection, "a Commit", () -> run.store().commit(request), run, key);
    askAgain(run, request, key);
  }

  private static void oneShot(Trial run, LostAnswers connection, int round) {
    Bytes key = run.key("oneshot" + round);
    CommitRequest request =
        CommitRequest.oneShot(TxnId.random(), List.of(), List.of(Mutation.put(key, run.value())));
    lost(connection, "a one-shot Commit", () -> run.store().commit(request), run, key);
    askAgain(run, request, key);
  }

  private static void askAgain(Trial run, CommitRequest request, Bytes key) {
    long applied = run.entry(key).modRevision();
    Expect.equal(
        "the revision that the repeated Commit answers",
        applied,
        run.store().commit(request).revision().orElse(0));
    Expect.equal("its mod_revision after that", applied, run.entry(key).modRevision());
  }

  private static void putWithId(Trial run, LostAnswers connection, int round) {
    Bytes key = run.key("id" + round);
    PutRequest request = PutRequest.of(key, run.value()).named(RequestId.random());
    lost(connection, "a Put with a request id", () -> run.store().put(request), run, key);
    long applied = run.entry(key).modRevision();
    Expect.equal(
        "the revision that the repeated Put answers",
        applied,
        run.store().put(request).modRevision().orElse(0));
    Expect.equal("its version", 1L, run.entry(key).version());
  }

  private static void deleteWithId(Trial run, LostAnswers connection, int round) {
    Bytes key = run.key("id" + round);
    DeleteRequest request = DeleteRequest.of(key).named(RequestId.random());
    lost(connection, "a Delete with a request id", () -> run.store().delete(request), run, key);
    Expect.equal(
        "how many keys the repeated Delete tells it deleted",
        1L,
        run.store().delete(request).deleted());
  }
}
