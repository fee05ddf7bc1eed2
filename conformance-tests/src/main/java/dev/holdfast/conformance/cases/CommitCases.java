package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** One-shot commits, conditions, and sizes of transactions. */
final class CommitCases {

  @Case(
      number = "75a",
      tags = Tag.T,
      contract = {"R7.10", "R7.11"},
      rule =
          "A one-shot commit applies its checks (absent, present, mod_revision) and mutations all"
              + " or nothing; a failed check names its key by current_mod_revision; repeated with"
              + " the same id it has the same revision and is applied once; the same id with other"
              + " content is refused with BAD_REQUEST_ID. Mutations and checks sent with the commit"
              + " of a begun transaction count as if sent before it.")
  void oneShot(Trial trial) {
    long present = trial.put(trial.key("present"), trial.value());
    long start = trial.revision();
    List<Check> checks =
        List.of(
            new Check(trial.key("absent"), Precondition.absent()),
            new Check(trial.key("present"), Precondition.present()),
            new Check(trial.key("present"), Precondition.modRevision(present)));
    List<Mutation> mutations =
        List.of(
            Mutation.put(trial.key("new"), trial.value()),
            Mutation.put(trial.key("present"), trial.value()),
            Mutation.delete(trial.under("gone/")));
    trial.put(trial.key("gone/1"), trial.value());
    CommitRequest request = CommitRequest.oneShot(TxnId.random(), checks, mutations);
    long revision = trial.store().commit(request).revision().orElse(0);
    Expect.equal("mod_revision", revision, trial.entry(trial.key("new")).modRevision());
    Expect.equal("mod_revision", revision, trial.entry(trial.key("present")).modRevision());
    Expect.equal("the deleted key", true, trial.get(trial.key("gone/1")).isEmpty());
    trial.put(trial.key("other"), trial.value());
    Expect.equal(
        "the revision of the repeat", revision, trial.store().commit(request).revision().orElse(0));
    Expect.equal("version", 2L, trial.entry(trial.key("present")).version());
    Expect.refused(
        "the same id with other mutations",
        () ->
            trial
                .store()
                .commit(CommitRequest.oneShot(request.txn(), checks, mutations.subList(1, 2))),
        ErrorReason.BAD_REQUEST_ID);
    requireAllOrNothing(trial, revision);
    trailing(trial);
    if (trial.has(Capability.WATCH)) {
      long last = trial.put(trial.key("z"), trial.value());
      Watcher watcher = trial.watch(WatchRequest.after(start, trial.all())).through(last);
      long times = watcher.revisions().stream().filter(told -> told == revision).count();
      Expect.equal("the number of batches at the commit's revision", 1L, times);
    }
    trial.checkHistory();
  }

  private static void requireAllOrNothing(Trial trial, long current) {
    Bytes present = trial.key("present");
    List<Check> failing =
        List.of(
            new Check(present, Precondition.absent()),
            new Check(present, Precondition.modRevision(current - 1)),
            new Check(trial.key("absent"), Precondition.present()),
            new Check(trial.key("absent"), Precondition.modRevision(current)));
    for (Check check : failing) {
      List<Check> checks = List.of(new Check(present, Precondition.present()), check);
      List<Mutation> puts = List.of(Mutation.put(trial.key("never"), trial.value()));
      StoreException refusal =
          Expect.refused(
              "a one-shot commit whose check fails",
              () -> trial.store().commit(CommitRequest.oneShot(TxnId.random(), checks, puts)),
              ErrorReason.PRECONDITION_FAILED);
      Expect.metadatum(
          "current_mod_revision",
          Long.toString(check.key().equals(present) ? current : 0),
          refusal);
      Expect.equal("the refused put's key", true, trial.get(trial.key("never")).isEmpty());
    }
  }

  private static void trailing(Trial trial) {
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(trial.key("t/1"), trial.value());
      CommitResult result =
          trial
              .store()
              .commit(
                  CommitRequest.of(
                      transaction.id(),
                      List.of(new Check(trial.key("t/1"), Precondition.absent())),
                      List.of(
                          Mutation.put(trial.key("t/2"), Bytes.utf8("two")),
                          Mutation.delete(KeyRange.key(trial.key("t/1"))))));
      Expect.equal(
          "mod_revision of the trailing put",
          result.revision().orElse(0),
          trial.entry(trial.key("t/2")).modRevision());
      Expect.equal("the key deleted last", true, trial.get(trial.key("t/1")).isEmpty());
    }
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(trial.key("t/3"), trial.value());
      CommitRequest commit =
          CommitRequest.of(
              transaction.id(),
              List.of(new Check(trial.key("t/2"), Precondition.absent())),
              List.of());
      Expect.refused(
          "a commit whose trailing check fails",
          () -> trial.store().commit(commit),
          ErrorReason.PRECONDITION_FAILED);
      Expect.equal("the refused put's key", true, trial.get(trial.key("t/3")).isEmpty());
    }
  }

  @Case(
      number = "76",
      tags = Tag.T,
      contract = "R7.5",
      needs = Capability.PRECONDITIONS,
      rule =
          "Preconditions inside a transaction are judged at commit, against what is committed just"
              + " below it and never against own writes; where one fails, nothing applies.")
  void preconditions_atCommit(Trial trial) {
    Bytes key = trial.key("a");
    Bytes other = trial.key("b");
    PutRequest create = PutRequest.of(key, trial.value()).onlyIf(Precondition.absent());
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(create);
      transaction.put(other, trial.value());
      trial.put(key, trial.value());
      Expect.refused(
          "the commit, after another created the key",
          transaction::commit,
          ErrorReason.PRECONDITION_FAILED);
    }
    Expect.equal("the other key", true, trial.get(other).isEmpty());
    long revision = trial.entry(key).modRevision();
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      PutRequest overwrite = PutRequest.of(key, trial.value());
      transaction.put(overwrite.onlyIf(Precondition.modRevision(revision)));
      transaction.put(overwrite.onlyIf(Precondition.present()));
      transaction.put(other, trial.value());
      transaction.commit();
    }
    Expect.equal("version", 2L, trial.entry(key).version());
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      trial
          .store()
          .delete(
              DeleteRequest.of(key)
                  .in(transaction.id())
                  .onlyIf(Precondition.modRevision(revision)));
      transaction.put(other, Bytes.utf8("never"));
      Expect.refused(
          "the commit of a Delete with a stale mod_revision",
          transaction::commit,
          ErrorReason.PRECONDITION_FAILED);
    }
    Expect.equal("version", 2L, trial.entry(key).version());
    trial.checkHistory();
  }

  @Case(
      number = "77",
      tags = Tag.T,
      contract = {"R11.4", "R10.5"},
      rule =
          "Exactly max_txn_ops operations are allowed and one more is refused with TXN_TOO_LARGE,"
              + " at the operation or at Commit, and nothing applies; so are keys and values over"
              + " max_txn_bytes, and more than max_txn_reads reads. A Delete of a prefix counts"
              + " every key that it removes.")
  void sizes(Trial trial) {
    Limits limits = trial.limits();
    int most = Math.min(limits.maxTxnOps(), 20_000);
    List<Mutation> puts = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      puts.add(Mutation.put(trial.key("o/" + i), Bytes.empty()));
    }
    Expect.equal("wrote", true, trial.store().commit(oneShot(puts)).wrote());
    Expect.equal("the number of keys", most, trial.scan(trial.under("o/")).size());
    trial.note("max_txn_ops is " + limits.maxTxnOps());
    if (most == limits.maxTxnOps()) {
      puts.add(Mutation.put(trial.key("over"), Bytes.empty()));
      requireTooLarge(trial, "one operation over max_txn_ops", puts);
      begunTransaction_oneOperationOver(trial, most);
    }
    requireBytes(trial);
    requireReads(trial);
  }

  private static void begunTransaction_oneOperationOver(Trial trial, int most) {
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      for (int i = 0; i < most; i++) {
        transaction.put(trial.key("p/" + i), Bytes.empty());
      }
      Expect.refused(
          "one operation over max_txn_ops, or its commit",
          () -> {
            transaction.put(trial.key("over"), Bytes.empty());
            transaction.commit();
          },
          ErrorReason.TXN_TOO_LARGE);
    }
    Expect.equal("the refused key", true, trial.get(trial.key("over")).isEmpty());
    Expect.equal("the other refused keys", 0, trial.scan(trial.under("p/")).size());
  }

  private static void requireBytes(Trial trial) {
    Limits limits = trial.limits();
    int size = Math.min(limits.maxValueBytes(), (int) (limits.maxTxnBytes() / 4));
    int fitting = (int) (limits.maxTxnBytes() / (size + trial.prefix().size() + 100));
    List<Mutation> puts = new ArrayList<>();
    while (puts.size() < fitting) {
      puts.add(Mutation.put(trial.key("b/" + puts.size()), trial.noise(size)));
    }
    Expect.equal("wrote", true, trial.store().commit(oneShot(puts)).wrote());
    puts.clear();
    for (long bytes = 0; bytes <= limits.maxTxnBytes(); bytes += size) {
      puts.add(Mutation.put(trial.key("over/" + puts.size()), trial.noise(size)));
    }
    requireTooLarge(trial, "keys and values over max_txn_bytes", puts);
  }

  private static void requireTooLarge(Trial trial, String what, List<Mutation> puts) {
    Expect.refused(what, () -> trial.store().commit(oneShot(puts)), ErrorReason.TXN_TOO_LARGE);
    Expect.equal("the number of refused keys", 0, trial.scan(trial.under("over")).size());
  }

  private static CommitRequest oneShot(List<Mutation> puts) {
    return CommitRequest.oneShot(TxnId.random(), List.of(), puts);
  }

  private static void requireReads(Trial trial) {
    int most = trial.limits().maxTxnReads();
    if (most > trial.size(20_000, 100_000, 1_000_000)) {
      trial.note("max_txn_reads is " + most + ", too many to be exceeded in this form");
      return;
    }
    Fill.with(trial, "r/", most);
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      GetRequest page = GetRequest.of(trial.under("r/")).in(transaction.id());
      // Keys that are returned count, and so does the range of every page.
      int left = most;
      while (left > 1) {
        List<KeyValue> entries = trial.store().get(page.limitedTo(left - 1)).entries();
        page = page.startingAfter(entries.get(entries.size() - 1).key());
        left -= entries.size() + 1;
      }
      transaction.put(trial.key("reads"), trial.value());
      Expect.equal("wrote, within max_txn_reads", true, transaction.commit().wrote());
    }
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      Expect.refused(
          "a read over max_txn_reads, or the commit",
          () -> {
            transaction.getAll(trial.under("r/"));
            transaction.get(trial.key("absent"));
            transaction.put(trial.key("reads"), Bytes.utf8("never"));
            transaction.commit();
          },
          ErrorReason.TXN_TOO_LARGE);
    }
    Expect.equal("the version of the key", 1L, trial.entry(trial.key("reads")).version());
  }

  @Case(
      number = "86",
      tags = Tag.T,
      contract = {"R7.12", "R8.1"},
      rule =
          "Concurrent commits of one transaction have one revision and make one set of events; each"
              + " answers that revision, or TXN_BUSY.")
  void commit_twiceAtOnce(Trial trial) {
    int rounds = trial.size(10, 50, 500);
    long start = trial.revision();
    long last = start;
    for (int round = 0; round < rounds; round++) {
      BeginResult begun = trial.store().begin(BeginRequest.readWrite());
      trial.store().put(PutRequest.of(trial.key("k" + round), trial.value()).in(begun.txn()));
      List<Long> revisions = Collections.synchronizedList(new ArrayList<>());
      trial.clients(
          4,
          (client, random) -> {
            try {
              CommitResult result = trial.store().commit(CommitRequest.of(begun.txn()));
              revisions.add(result.revision().orElse(0));
            } catch (StoreException e) {
              Expect.refused("a concurrent commit", e, List.of(ErrorReason.TXN_BUSY));
            }
          });
      Expect.that(!revisions.isEmpty(), "at least one commit is answered", "none");
      Expect.equal("the number of revisions told", 1L, revisions.stream().distinct().count());
      Expect.equal("version", 1L, trial.entry(trial.key("k" + round)).version());
      last = revisions.get(0);
    }
    if (trial.has(Capability.WATCH)) {
      Watcher watcher = trial.watch(WatchRequest.after(start, trial.all())).through(last);
      Expect.equal("the number of events", rounds, watcher.events().size());
    }
    trial.checkHistory();
  }
}
