package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a transaction's snapshot shows while others write. */
final class SnapshotCases {

  @Case(
      number = "60",
      tags = Tag.T,
      contract = "R7.1",
      rule =
          "After Begin, a value that others change is still seen as it was, keys that they create"
              + " are not seen, and keys that they delete still are; also while they go on"
              + " writing.")
  void read_afterOthersWrote(Trial trial) {
    List.of("a", "b", "c").forEach(name -> trial.put(trial.key(name), Bytes.utf8("old")));
    List<KeyValue> before = trial.scan(trial.all());
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      trial.put(trial.key("a"), trial.value());
      trial.store().delete(DeleteRequest.of(trial.key("b")));
      trial.put(trial.key("bb"), trial.value());
      trial.store().delete(DeleteRequest.of(trial.key("c")));
      trial.put(trial.key("c"), trial.value());
      requireEntries(before, transaction.getAll(trial.all()));
      Expect.equal("the count", 3L, transaction.count(trial.all()));
      for (KeyValue entry : before) {
        Expect.equal("the entry", Optional.of(entry), transaction.get(entry.key()));
      }
      Expect.equal("the new key", Optional.empty(), transaction.get(trial.key("bb")));
    }
    readUnderWrites(trial, BeginRequest.readWrite(), trial.size(20, 80, 800));
    trial.checkHistory();
  }

  /** Reads the same snapshot again and again while others change all of it. */
  private static void readUnderWrites(Trial trial, BeginRequest begin, int rounds) {
    // A round reads each key four times at most, and has as many pages in three of them.
    int names = Math.min(35, (trial.limits().maxTxnReads() - 4) / 7);
    int keys = names - 5;
    for (int i = 0; i < keys; i++) {
      trial.put(trial.key(String.format("w/%03d", i)), Bytes.utf8("old"));
    }
    try (Load load =
        trial.load(
            3,
            Duration.ofMillis(1),
            (client, random) -> {
              Bytes key = trial.key(String.format("w/%03d", random.nextInt(names)));
              if (random.nextInt(3) == 0) {
                trial.store().delete(DeleteRequest.of(key));
              } else {
                trial.put(key, trial.value());
              }
            })) {
      for (int round = 0; round < rounds; round++) {
        try (Transaction transaction = trial.store().open(begin)) {
          List<KeyValue> first = pages(trial, transaction, names);
          for (int again = 0; again < 3; again++) {
            requireEntries(first, pages(trial, transaction, 1 + trial.random().nextInt(keys)));
          }
          Expect.equal("the count", (long) first.size(), transaction.count(trial.under("w/")));
          Bytes key = first.isEmpty() ? trial.key("w/000") : first.get(0).key();
          Expect.equal("the entry of " + key, first.stream().findFirst(), transaction.get(key));
        }
      }
    }
  }

  private static List<KeyValue> pages(Trial trial, Transaction transaction, int limit) {
    return trial.scan(GetRequest.of(trial.under("w/")).limitedTo(limit).in(transaction.id()));
  }

  private static void requireEntries(List<KeyValue> expected, List<KeyValue> found) {
    Expect.that(
        found.equals(expected),
        "the snapshot holds " + Describe.entries(expected),
        Describe.entries(found));
  }

  @Case(
      number = "61",
      tags = Tag.T,
      contract = "R7.1",
      rule = "Two keys that others update together are read both old (read skew does not occur).")
  void read_skew(Trial trial) {
    Bytes left = trial.key("left");
    Bytes right = trial.key("right");
    writeBoth(trial, left, right, "0");
    for (BeginRequest begin : List.of(BeginRequest.readWrite(), BeginRequest.readOnly())) {
      try (Transaction transaction = trial.store().open(begin)) {
        Optional<Bytes> first = transaction.get(left).map(KeyValue::value);
        writeBoth(trial, left, right, "again " + begin.mode());
        Expect.equal("the other key", first, transaction.get(right).map(KeyValue::value));
      }
    }
    int rounds = trial.size(50, 200, 2_000);
    try (Load load =
        trial.load(
            2,
            Duration.ofMillis(1),
            (client, random) -> writeBoth(trial, left, right, trial.value().toUtf8()))) {
      for (int round = 0; round < rounds; round++) {
        try (Transaction transaction = trial.store().open(BeginRequest.readOnly())) {
          Optional<Bytes> first = transaction.get(left).map(KeyValue::value);
          Expect.equal("the other key", first, transaction.get(right).map(KeyValue::value));
        }
      }
    }
    trial.checkHistory();
  }

  private static void writeBoth(Trial trial, Bytes left, Bytes right, String value) {
    Bytes bytes = Bytes.utf8(value);
    trial
        .store()
        .commit(
            CommitRequest.oneShot(
                TxnId.random(),
                List.of(),
                List.of(Mutation.put(left, bytes), Mutation.put(right, bytes))));
  }

  @Case(
      number = "70",
      tags = Tag.T,
      contract = {"R7.1", "R7.7", "R7.8"},
      rule =
          "In a read-only transaction Put and Delete are refused with TXN_READ_ONLY; it commits"
              + " whatever others changed; and a scan of several pages is repeatable under heavy"
              + " writes.")
  void readOnly(Trial trial) {
    Bytes key = trial.key("a");
    trial.put(key, trial.value());
    try (Transaction transaction = trial.store().open(BeginRequest.readOnly())) {
      Expect.refused("a Put", () -> transaction.put(key, trial.value()), ErrorReason.TXN_READ_ONLY);
      Expect.refused(
          "a Delete", () -> transaction.delete(KeyRange.key(key)), ErrorReason.TXN_READ_ONLY);
      Expect.refused(
          "a Commit with a mutation",
          () ->
              trial
                  .store()
                  .commit(
                      CommitRequest.of(
                          transaction.id(), List.of(), List.of(Mutation.put(key, Bytes.empty())))),
          ErrorReason.TXN_READ_ONLY);
      transaction.get(key);
      trial.put(key, trial.value());
      Expect.equal("wrote", false, transaction.commit().wrote());
    }
    Expect.equal("version", 2L, trial.entry(key).version());
    readUnderWrites(trial, BeginRequest.readOnly(), trial.size(20, 80, 800));
    trial.checkHistory();
  }

  @Case(
      number = "71",
      tags = Tag.T,
      contract = "R2.4",
      rule =
          "The read-only anomaly does not occur: a report that reads between a withdrawal and a"
              + " deposit never sees a state that no serial order of the three has.")
  void readOnly_anomaly(Trial trial) {
    Bytes checking = trial.key("checking");
    Bytes savings = trial.key("savings");
    trial.put(checking, Bytes.utf8("0"));
    trial.put(savings, Bytes.utf8("0"));
    boolean withdrawn = false;
    long seenChecking;
    long seenSavings;
    try (Transaction withdrawal = trial.store().open(BeginRequest.readWrite())) {
      long sum = amount(withdrawal, checking) + amount(withdrawal, savings);
      try (Transaction deposit = trial.store().open(BeginRequest.readWrite())) {
        deposit.put(savings, Bytes.utf8(Long.toString(amount(deposit, savings) + 20)));
        deposit.commit();
      }
      try (Transaction report = trial.store().open(BeginRequest.readOnly())) {
        seenChecking = amount(report, checking);
        seenSavings = amount(report, savings);
        report.commit();
      }
      // Ten are taken, and one more as a penalty where the accounts did not hold as much.
      withdrawal.put(checking, Bytes.utf8(Long.toString(sum < 10 ? -11 : -10)));
      withdrawn = ConflictCases.commits(withdrawal);
    }
    Expect.equal("what the report saw of savings", 20L, seenSavings);
    Expect.equal("what the report saw of checking", 0L, seenChecking);
    Expect.that(
        !withdrawn,
        "the withdrawal, which had read before the deposit that the report saw, is refused with"
            + " CONFLICT",
        "it was committed");
    trial.checkHistory();
  }

  private static long amount(Transaction transaction, Bytes account) {
    return Long.parseLong(transaction.get(account).orElseThrow().value().toUtf8());
  }
}
