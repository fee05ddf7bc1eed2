package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Failure;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.conformance.blackbox.ListAppend;
import dev.holdfast.conformance.blackbox.ListAppend.Fate;
import dev.holdfast.conformance.blackbox.ListAppend.Op;
import dev.holdfast.store.Batch;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.WatchRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/** Many transactions at once. */
final class TransactionLoadCases {

  @Case(
      number = "87",
      tags = Tag.T,
      contract = "R7.13",
      rule =
          "Liveness: 8 clients that each add to one counter 50 times, in transactions that are run"
              + " again after a conflict, all come to their end.")
  void counter(Trial trial) {
    Bytes key = trial.key("counter");
    int each = trial.size(15, 50, 500);
    trial.put(key, Bytes.utf8("0"));
    AtomicInteger runs = new AtomicInteger();
    trial.clients(
        8,
        (client, random) -> {
          for (int i = 0; i < each; i++) {
            trial
                .store()
                .transact(
                    transaction -> {
                      runs.incrementAndGet();
                      long value = number(transaction.get(key).orElseThrow());
                      transaction.put(key, Bytes.utf8(Long.toString(value + 1)));
                      return value;
                    });
          }
        });
    Expect.equal("the counter", 8L * each, number(trial.entry(key)));
    trial.note(
        "conflict rate " + 100 * (runs.get() - 8 * each) / runs.get() + " % of " + runs + " runs");
    trial.checkHistory();
  }

  private static long number(KeyValue entry) {
    return Long.parseLong(entry.value().toUtf8());
  }

  @Case(
      number = "88",
      tags = Tag.T,
      contract = {"R2.4", "R7.2"},
      rule =
          "Bank: while 16 clients move money between 10 accounts, the sum of all accounts is the"
              + " same in every read-only audit and at every revision that a watch tells.")
  void bank(Trial trial) {
    int accounts = 10;
    int sum = accounts * 100;
    long start = trial.revision();
    for (int i = 0; i < accounts; i++) {
      trial.put(account(trial, i), Bytes.utf8("100"));
    }
    long opened = trial.revision();
    int each = trial.size(12, 60, 600);
    AtomicInteger committed = new AtomicInteger();
    trial.clients(
        16,
        (client, random) -> {
          for (int i = 0; i < each; i++) {
            if (random.nextInt(4) == 0) {
              audit(trial, sum);
            } else if (transfer(trial, random, accounts)) {
              committed.incrementAndGet();
            }
          }
        });
    audit(trial, sum);
    trial.note(committed.get() + " transfers were committed");
    if (trial.has(Capability.WATCH)) {
      auditWatch(trial, start, opened, sum);
    }
    trial.checkHistory();
  }

  private static Bytes account(Trial trial, int number) {
    return trial.key("account/" + number);
  }

  private static void audit(Trial trial, int expected) {
    try (Transaction transaction = trial.store().open(BeginRequest.readOnly())) {
      long sum =
          transaction.getAll(trial.under("account/")).stream()
              .mapToLong(TransactionLoadCases::number)
              .sum();
      Expect.equal("the sum of the accounts, in an audit", (long) expected, sum);
      transaction.commit();
    }
  }

  private static boolean transfer(Trial trial, RandomGenerator random, int accounts) {
    int from = random.nextInt(accounts);
    int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      long source = number(transaction.get(account(trial, from)).orElseThrow());
      long target = number(transaction.get(account(trial, to)).orElseThrow());
      long amount = 1L + random.nextInt(5);
      transaction.put(account(trial, from), Bytes.utf8(Long.toString(source - amount)));
      transaction.put(account(trial, to), Bytes.utf8(Long.toString(target + amount)));
      return ConflictCases.commits(transaction);
    }
  }

  /** Follows the accounts by their events, revision by revision. */
  private static void auditWatch(Trial trial, long start, long opened, int expected) {
    long end =
        trial.scan(trial.under("account/")).stream()
            .mapToLong(KeyValue::modRevision)
            .max()
            .orElseThrow();
    Watcher watcher = trial.watch(WatchRequest.after(start, trial.under("account/"))).through(end);
    Map<Bytes, Long> balances = new HashMap<>();
    for (Batch batch : watcher.batches()) {
      for (Event event : batch.events()) {
        balances.put(event.key(), number(((Event.Put) event).entry()));
      }
      if (batch.revision() >= opened && batch.part() == Batch.Part.LAST) {
        long sum = balances.values().stream().mapToLong(Long::longValue).sum();
        Expect.equal(
            "the sum of the accounts at revision " + batch.revision() + ", by the watch",
            (long) expected,
            sum);
      }
    }
  }

  @Case(
      number = "89",
      tags = Tag.T,
      contract = "R2.4",
      rule =
          "List-append: in a random workload of transactions that append to lists and read them"
              + " there is no cycle of dependencies (G0, G1a, G1b, G1c, G-single, G2), and real"
              + " time is respected.")
  void listAppend(Trial trial) {
    int each = trial.size(25, 80, 800);
    AtomicInteger elements = new AtomicInteger();
    List<ListAppend.Txn> txns = Collections.synchronizedList(new ArrayList<>());
    trial.clients(
        8,
        (client, random) -> {
          for (int i = 0; i < each; i++) {
            txns.add(appendAndRead(trial, random, elements));
          }
        });
    trial.note(
        txns.stream().filter(txn -> txn.fate() == Fate.COMMITTED).count()
            + " of "
            + txns.size()
            + " transactions were committed");
    List<String> anomalies = ListAppend.check(txns);
    if (!anomalies.isEmpty()) {
      throw new Failure("expected: no anomaly\n  came:     " + anomalies.get(0));
    }
    trial.checkHistory();
  }

  private static ListAppend.Txn appendAndRead(
      Trial trial, RandomGenerator random, AtomicInteger elements) {
    List<Op> ops = new ArrayList<>();
    Map<String, List<Integer>> own = new HashMap<>();
    long called = System.nanoTime();
    boolean committed;
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        String list = "list" + random.nextInt(5);
        List<Integer> held = own.get(list);
        if (held == null) {
          held = read(trial, transaction, list);
          ops.add(new Op.Read(list, held));
        }
        if (random.nextInt(3) > 0) {
          int element = elements.incrementAndGet();
          held = new ArrayList<>(held);
          held.add(element);
          own.put(list, held);
          transaction.put(trial.key(list), Bytes.utf8(text(held)));
          ops.add(new Op.Append(list, element));
        }
      }
      committed = ConflictCases.commits(transaction);
    }
    return new ListAppend.Txn(
        called, System.nanoTime(), committed ? Fate.COMMITTED : Fate.ABORTED, ops);
  }

  private static String text(List<Integer> elements) {
    return String.join(",", elements.stream().map(Object::toString).toList());
  }

  private static List<Integer> read(Trial trial, Transaction transaction, String list) {
    return transaction
        .get(trial.key(list))
        .map(
            entry ->
                Arrays.stream(entry.value().toUtf8().split(",", -1)).map(Integer::valueOf).toList())
        .orElse(List.of());
  }
}
