package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Transaction;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Which commits conflict. */
final class ConflictCases {

  /** Commits; returns false where it is refused with CONFLICT. */
  static boolean commits(Transaction transaction) {
    try {
      transaction.commit();
      return true;
    } catch (StoreException e) {
      Expect.refused("a commit", e, List.of(ErrorReason.CONFLICT));
      return false;
    }
  }

  /** Runs a transaction that reads and then writes elsewhere, while others change something. */
  private static void requireConflict(
      Trial trial, String what, Consumer<Transaction> reads, Runnable others) {
    Bytes elsewhere = trial.key("elsewhere");
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      reads.accept(transaction);
      transaction.put(elsewhere, trial.value());
      others.run();
      StoreException refusal =
          Expect.refused("the commit, after " + what, transaction::commit, ErrorReason.CONFLICT);
      long revision = Long.parseLong(refusal.metadata().getOrDefault("revision", "0"));
      Expect.that(
          revision > transaction.snapshot().revision(),
          "the metadatum revision is above the snapshot " + transaction.snapshot().revision(),
          revision);
    }
    Expect.equal("the key that the refused commit wrote", true, trial.get(elsewhere).isEmpty());
  }

  /** Runs a transaction that reads and then writes elsewhere, which nothing stands against. */
  private static void requireCommit(Trial trial, Consumer<Transaction> reads, Runnable others) {
    Bytes elsewhere = trial.key("elsewhere");
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      reads.accept(transaction);
      transaction.put(elsewhere, trial.value());
      others.run();
      Expect.equal("wrote", true, transaction.commit().wrote());
    }
    trial.store().delete(DeleteRequest.of(elsewhere));
  }

  @Case(
      number = "62",
      tags = Tag.T,
      contract = {"R7.3", "R2.4"},
      rule =
          "Lost update: when two transactions read and then write one key, one is refused with"
              + " ABORTED CONFLICT; and many that count up one key lose nothing.")
  void lostUpdate(Trial trial) {
    Bytes key = trial.key("counter");
    trial.put(key, Bytes.utf8("0"));
    try (Transaction one = trial.store().open(BeginRequest.readWrite());
        Transaction two = trial.store().open(BeginRequest.readWrite())) {
      one.get(key);
      two.get(key);
      one.put(key, Bytes.utf8("one"));
      two.put(key, Bytes.utf8("two"));
      one.commit();
      Expect.refused("the second commit", two::commit, ErrorReason.CONFLICT);
    }
    Expect.equal("the value", Bytes.utf8("one"), trial.entry(key).value());
    trial.put(key, Bytes.utf8("0"));
    AtomicInteger committed = new AtomicInteger();
    int attempts = trial.size(20, 100, 1_000);
    trial.clients(
        8,
        (client, random) -> {
          for (int i = 0; i < attempts; i++) {
            try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
              long value = Long.parseLong(transaction.get(key).orElseThrow().value().toUtf8());
              transaction.put(key, Bytes.utf8(Long.toString(value + 1)));
              if (commits(transaction)) {
                committed.incrementAndGet();
              }
            }
          }
        });
    trial.note(committed.get() + " of " + 8 * attempts + " transactions were committed");
    Expect.equal(
        "the counter", Integer.toString(committed.get()), trial.entry(key).value().toUtf8());
    trial.checkHistory();
  }

  @Case(
      number = "63",
      tags = Tag.T,
      contract = {"R7.3", "R2.4"},
      rule =
          "Write skew: of two transactions that both read two keys and each write one, at least one"
              + " is refused with CONFLICT.")
  void writeSkew(Trial trial) {
    Bytes left = trial.key("left");
    Bytes right = trial.key("right");
    trial.put(left, Bytes.utf8("on"));
    trial.put(right, Bytes.utf8("on"));
    try (Transaction one = trial.store().open(BeginRequest.readWrite());
        Transaction two = trial.store().open(BeginRequest.readWrite())) {
      for (Transaction transaction : List.of(one, two)) {
        transaction.get(left);
        transaction.get(right);
      }
      one.put(left, Bytes.utf8("off"));
      two.put(right, Bytes.utf8("off"));
      one.commit();
      Expect.refused("the second commit", two::commit, ErrorReason.CONFLICT);
    }
    skewPairs(trial, left, right);
    trial.checkHistory();
  }

  /** Many transactions that turn a key off only where the other is on: never may both be off. */
  private static void skewPairs(Trial trial, Bytes left, Bytes right) {
    int rounds = trial.size(20, 100, 1_000);
    trial.clients(
        4,
        (client, random) -> {
          for (int i = 0; i < rounds; i++) {
            try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
              Bytes mine = random.nextBoolean() ? left : right;
              Bytes other = mine.equals(left) ? right : left;
              boolean mineOn = isOn(transaction, mine);
              boolean otherOn = isOn(transaction, other);
              Expect.that(mineOn || otherOn, "at least one of the two keys is on", "both are off");
              transaction.put(mine, Bytes.utf8(mineOn && otherOn ? "off" : "on"));
              commits(transaction);
            }
          }
        });
  }

  private static boolean isOn(Transaction transaction, Bytes key) {
    return transaction.get(key).orElseThrow().value().equals(Bytes.utf8("on"));
  }

  @Case(
      number = "64",
      tags = Tag.T,
      contract = {"R7.3", "R7.4"},
      rule =
          "Phantom insert: after reading a range, to its end or by pages, an insert into what was"
              + " read is a conflict; one behind the last page that was read is none.")
  void phantomInsert(Trial trial) {
    for (String name : List.of("r/1", "r/3", "r/5", "s")) {
      trial.put(trial.key(name), trial.value());
    }
    requireConflict(
        trial,
        "an insert into the range that was read",
        transaction -> transaction.getAll(trial.under("r/")),
        () -> trial.put(trial.key("r/4"), trial.value()));
    requireConflict(
        trial,
        "an insert behind the last key of the range",
        transaction -> transaction.getAll(trial.under("r/")),
        () -> trial.put(trial.key("r/9"), trial.value()));
    GetRequest page = GetRequest.of(trial.under("r/")).limitedTo(2);
    requireConflict(
        trial,
        "an insert into the page that was read",
        transaction -> transaction.get(page),
        () -> trial.put(trial.key("r/2"), trial.value()));
    if (!trial.has(Capability.FALSE_CONFLICTS)) {
      requireCommit(
          trial,
          transaction -> transaction.get(page),
          () -> trial.put(trial.key("r/8"), trial.value()));
      requireCommit(
          trial,
          transaction -> transaction.getAll(trial.under("r/")),
          () -> trial.put(trial.key("t"), trial.value()));
    }
    trial.checkHistory();
  }

  @Case(
      number = "65",
      tags = Tag.T,
      contract = "R7.3",
      rule =
          "Phantom delete: after reading a range, or deleting in it, a delete of one of its keys by"
              + " others is a conflict; so is a key that was deleted in the transaction and changed"
              + " by others.")
  void phantomDelete(Trial trial) {
    Runnable fill =
        () ->
            List.of("r/1", "r/2", "r/3").forEach(name -> trial.put(trial.key(name), trial.value()));
    for (String gone : List.of("r/1", "r/2", "r/3")) {
      fill.run();
      requireConflict(
          trial,
          "a delete of " + gone + " in the range that was read",
          transaction -> transaction.getAll(trial.under("r/")),
          () -> trial.store().delete(DeleteRequest.of(trial.key(gone))));
    }
    fill.run();
    requireConflict(
        trial,
        "a delete of a key in the range that was deleted",
        transaction -> transaction.delete(trial.under("r/")),
        () -> trial.store().delete(DeleteRequest.of(trial.key("r/2"))));
    fill.run();
    requireConflict(
        trial,
        "an insert into the range that was deleted",
        transaction -> transaction.delete(trial.under("r/")),
        () -> trial.put(trial.key("r/22"), trial.value()));
    fill.run();
    requireConflict(
        trial,
        "a put of the key that was deleted",
        transaction -> transaction.delete(KeyRange.key(trial.key("r/2"))),
        () -> trial.put(trial.key("r/2"), trial.value()));
    requireConflict(
        trial,
        "a put of the absent key that was deleted",
        transaction -> transaction.delete(KeyRange.key(trial.key("r/7"))),
        () -> trial.put(trial.key("r/7"), trial.value()));
    trial.checkHistory();
  }

  @Case(
      number = "66",
      tags = Tag.T,
      contract = "R7.3",
      rule =
          "Emptied and empty ranges: after reading a prefix with keys, others empty it, or after"
              + " reading one without, others fill it: both are conflicts.")
  void emptiedRange(Trial trial) {
    trial.put(trial.key("r/1"), trial.value());
    trial.put(trial.key("r/2"), trial.value());
    requireConflict(
        trial,
        "the range that was read was emptied",
        transaction -> transaction.getAll(trial.under("r/")),
        () -> trial.store().delete(DeleteRequest.of(trial.under("r/"))));
    requireConflict(
        trial,
        "the empty range that was read was filled",
        transaction -> transaction.getAll(trial.under("r/")),
        () -> trial.put(trial.key("r/3"), trial.value()));
    requireConflict(
        trial,
        "the range that was read was emptied of its only key",
        transaction -> transaction.getAll(trial.under("r/")),
        () -> trial.store().delete(DeleteRequest.of(trial.key("r/3"))));
    trial.checkHistory();
  }

  @Case(
      number = "67",
      tags = Tag.T,
      contract = "R7.3",
      rule =
          "A count reads its range: an insert or a delete by others is a conflict, and so is a swap"
              + " that leaves the count equal; so is a change of what a delete was told to have"
              + " found.")
  void countedRange(Trial trial) {
    for (String name : List.of("r/1", "r/2", "r/3")) {
      trial.put(trial.key(name), trial.value());
    }
    Consumer<Transaction> count = transaction -> transaction.count(trial.under("r/"));
    requireConflict(
        trial,
        "an insert into the range that was counted",
        count,
        () -> trial.put(trial.key("r/4"), trial.value()));
    requireConflict(
        trial,
        "a delete in the range that was counted",
        count,
        () -> trial.store().delete(DeleteRequest.of(trial.key("r/4"))));
    requireConflict(
        trial,
        "a delete and an insert in the range that was counted",
        count,
        () -> {
          trial.store().delete(DeleteRequest.of(trial.key("r/1")));
          trial.put(trial.key("r/5"), trial.value());
        });
    requireConflict(
        trial,
        "a swap in the range whose deleted keys were counted",
        transaction -> transaction.delete(trial.under("r/")),
        () -> {
          trial.store().delete(DeleteRequest.of(trial.key("r/2")));
          trial.put(trial.key("r/6"), trial.value());
        });
    trial.checkHistory();
  }

  @Case(
      number = "68",
      tags = Tag.T,
      contract = "R7.3",
      rule =
          "Negative read: after Get of an absent key, its creation by others is a conflict; where"
              + " it is created and deleted again, either result is allowed, and must be"
              + " consistent.")
  void negativeRead(Trial trial) {
    Bytes key = trial.key("absent");
    requireConflict(
        trial,
        "the absent key that was read was created",
        transaction -> transaction.get(key),
        () -> trial.put(key, trial.value()));
    trial.store().delete(DeleteRequest.of(key));
    Bytes elsewhere = trial.key("elsewhere");
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.get(key);
      transaction.put(elsewhere, trial.value());
      trial.put(key, trial.value());
      trial.store().delete(DeleteRequest.of(key));
      Expect.equal(
          "whether the commit's write is there",
          commits(transaction),
          trial.get(elsewhere).isPresent());
    }
    trial.checkHistory();
  }

  @Case(
      number = "69",
      tags = Tag.T,
      contract = "R7.4",
      rule =
          "Blind writes of two transactions to one key both commit, and the later revision wins.")
  void blindWrites(Trial trial) {
    Bytes key = trial.key("a");
    trial.put(key, trial.value());
    try (Transaction one = trial.store().open(BeginRequest.readWrite());
        Transaction two = trial.store().open(BeginRequest.readWrite())) {
      one.put(key, Bytes.utf8("one"));
      two.put(key, Bytes.utf8("two"));
      long second = two.commit().revision().orElse(0);
      long first = one.commit().revision().orElse(0);
      Expect.that(first > second, "the later commit's revision is above " + second, first);
      KeyValue entry = trial.entry(key);
      Expect.equal("the value", Bytes.utf8("one"), entry.value());
      Expect.equal("mod_revision", first, entry.modRevision());
      Expect.equal("version", 3L, entry.version());
    }
    trial.checkHistory();
  }
}
