package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What transactions do, by themselves. */
final class TransactionCases {

  @Case(
      number = "56",
      tags = Tag.T,
      contract = {"R2.1", "R7.2"},
      rule = "A transaction of several puts and deletes is visible at one revision, all of it.")
  void commit_severalWrites(Trial trial) {
    trial.put(trial.key("a"), trial.value());
    trial.put(trial.key("d/1"), trial.value());
    trial.put(trial.key("d/2"), trial.value());
    long before = trial.revision();
    CommitResult result;
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(trial.key("a"), trial.value());
      transaction.put(trial.key("b"), trial.value());
      Expect.equal("deleted", 2L, transaction.delete(trial.under("d/")));
      transaction.put(trial.key("d/3"), trial.value());
      result = transaction.commit();
    }
    Expect.equal("wrote", true, result.wrote());
    long revision = result.revision().orElse(0);
    Expect.that(revision > before, "the commit's revision is above " + before, revision);
    List<KeyValue> entries = trial.scan(trial.all());
    Expect.equal("the keys", List.of("a", "b", "d/3"), namesOf(trial, entries));
    for (KeyValue entry : entries) {
      Expect.equal("mod_revision of " + entry.key(), revision, entry.modRevision());
    }
    trial.checkHistory();
  }

  @Case(
      number = "57",
      tags = Tag.T,
      contract = "R7.9",
      rule = "Nothing of an aborted transaction is ever visible, and there is no event of it.")
  void abort_leavesNothing(Trial trial) {
    trial.put(trial.key("a"), Bytes.utf8("old"));
    trial.put(trial.key("d/1"), Bytes.utf8("old"));
    List<KeyValue> before = trial.scan(trial.all());
    long start = trial.revision();
    for (int i = 0; i < 5; i++) {
      Transaction transaction = trial.store().open(BeginRequest.readWrite());
      transaction.put(trial.key("a"), trial.value());
      transaction.put(trial.key("b"), trial.value());
      transaction.delete(trial.under("d/"));
      trial.store().abort(transaction.id());
    }
    Expect.that(
        trial.scan(trial.all()).equals(before),
        "the entries are " + Describe.entries(before),
        Describe.entries(trial.scan(trial.all())));
    requireNoEventsSince(trial, start);
    trial.checkHistory();
  }

  private static void requireNoEventsSince(Trial trial, long start) {
    if (trial.has(Capability.WATCH)) {
      long last = trial.put(trial.key("z"), trial.value());
      Watcher watcher = trial.watch(WatchRequest.after(start, trial.all())).through(last);
      Expect.equal("the revisions with events", List.of(last), watcher.revisions());
    }
  }

  @Case(
      number = "58",
      tags = Tag.T,
      contract = "R7.1",
      rule =
          "Inside a transaction own writes are seen by key, by prefix in order, by Count and by"
              + " pages. An entry that is not committed yet shows mod_revision 0 (and"
              + " create_revision 0 where it is new), and the version that it would have.")
  void read_ownWrites(Trial trial) {
    for (String name : List.of("b", "d", "f", "h")) {
      trial.put(trial.key(name), Bytes.utf8("old " + name));
    }
    KeyValue before = trial.entry(trial.key("b"));
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(trial.key("a"), Bytes.utf8("new a"));
      transaction.put(trial.key("b"), Bytes.utf8("new b"));
      transaction.put(trial.key("e"), Bytes.utf8("new e"));
      transaction.delete(KeyRange.key(trial.key("d")));
      transaction.delete(KeyRange.key(trial.key("h")));
      transaction.put(trial.key("h"), Bytes.utf8("new h"));
      Expect.equal(
          "the own insert",
          Optional.of(new KeyValue(trial.key("a"), Bytes.utf8("new a"), 0, 0, 1)),
          transaction.get(trial.key("a")));
      Expect.equal(
          "the own overwrite",
          Optional.of(
              new KeyValue(trial.key("b"), Bytes.utf8("new b"), before.createRevision(), 0, 2)),
          transaction.get(trial.key("b")));
      Expect.equal("the own delete", Optional.empty(), transaction.get(trial.key("d")));
      List<String> expected = List.of("a", "b", "e", "f", "h");
      Expect.equal("the keys", expected, namesOf(trial, transaction.getAll(trial.all())));
      Expect.equal("the count", 5L, transaction.count(trial.all()));
      for (int limit = 1; limit <= 6; limit++) {
        Expect.equal(
            "the keys by pages of " + limit,
            expected,
            namesOf(trial, pages(trial, transaction, limit)));
      }
      Expect.equal("deleted", 5L, transaction.delete(trial.all()));
      Expect.equal("the count after a delete of all", 0L, transaction.count(trial.all()));
    }
    trial.checkHistory();
  }

  private static List<KeyValue> pages(Trial trial, Transaction transaction, int limit) {
    return trial.scan(GetRequest.of(trial.all()).limitedTo(limit).in(transaction.id()));
  }

  @Case(
      number = "59",
      tags = Tag.T,
      contract = "R7.2",
      rule =
          "Nobody else sees writes that are not committed (dirty read): not by key, prefix, Count"
              + " or Watch; and then all of them appear at once.")
  void read_othersUncommittedWrites(Trial trial) {
    trial.put(trial.key("a"), Bytes.utf8("old"));
    trial.put(trial.key("d"), Bytes.utf8("old"));
    List<KeyValue> before = trial.scan(trial.all());
    long start = trial.revision();
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(trial.key("a"), trial.value());
      transaction.delete(KeyRange.key(trial.key("d")));
      for (int i = 0; i < 20; i++) {
        transaction.put(trial.key(String.format("n%02d", i)), trial.value());
      }
      Expect.that(
          trial.scan(trial.all()).equals(before),
          "the entries are " + Describe.entries(before),
          Describe.entries(trial.scan(trial.all())));
      Expect.equal("the count", 2L, trial.store().count(CountRequest.of(trial.all())).count());
      Expect.equal("the key", Optional.empty(), trial.get(trial.key("n00")));
      long outside = trial.put(trial.key("z"), trial.value());
      if (trial.has(Capability.WATCH)) {
        Watcher watcher = trial.watch(WatchRequest.after(start, trial.all())).through(outside);
        Expect.equal("the revisions with events", List.of(outside), watcher.revisions());
      }
      commitUnderReaders(trial, transaction);
    }
    trial.checkHistory();
  }

  /** Commits while others read, who may see none of the new keys or all of them. */
  private static void commitUnderReaders(Trial trial, Transaction transaction) {
    trial.clients(
        3,
        (client, random) -> {
          if (client == 0) {
            transaction.commit();
            return;
          }
          long deadline = System.nanoTime() + trial.patience().toNanos();
          long seen = 0;
          while (seen == 0 && System.nanoTime() < deadline) {
            seen = trial.store().count(CountRequest.of(trial.under("n"))).count();
            Expect.that(seen == 0 || seen == 20, "0 or 20 of the new keys are there", seen);
          }
        });
  }

  @Case(
      number = "72",
      tags = Tag.T,
      contract = {"R7.6", "R4.2", "R2.1"},
      rule =
          "Put then delete of an absent key in one transaction makes no event and takes no"
              + " revision; delete then put makes one PUT event and starts the key's life anew:"
              + " create_revision is the commit's, version is 1.")
  void commit_putAndDeleteOfOneKey(Trial trial) {
    trial.put(trial.key("b"), trial.value());
    trial.put(trial.key("b"), trial.value());
    long start = trial.revision();
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(trial.key("a"), trial.value());
      Expect.equal("deleted", 1L, transaction.delete(KeyRange.key(trial.key("a"))));
      Expect.equal("wrote", false, transaction.commit().wrote());
    }
    requireNoEventsSince(trial, start);
    long revision;
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      Expect.equal("deleted", 1L, transaction.delete(KeyRange.key(trial.key("b"))));
      transaction.put(trial.key("b"), Bytes.utf8("again"));
      revision = transaction.commit().revision().orElse(0);
    }
    Expect.equal(
        "the entry",
        new KeyValue(trial.key("b"), Bytes.utf8("again"), revision, revision, 1),
        trial.entry(trial.key("b")));
    if (trial.has(Capability.WATCH)) {
      Watcher watcher =
          trial.watch(WatchRequest.after(start, KeyRange.key(trial.key("b")))).through(revision);
      Expect.equal("the number of events of the key", 1, watcher.events().size());
    }
    trial.checkHistory();
  }

  @Case(
      number = "73",
      tags = Tag.T,
      contract = "R7.6",
      rule =
          "Two puts of a key in one transaction make one event with the last value, and raise the"
              + " version by one.")
  void commit_putTwice(Trial trial) {
    Bytes key = trial.key("a");
    long first = trial.put(key, trial.value());
    long revision;
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(key, Bytes.utf8("first"));
      transaction.put(key, Bytes.utf8("last"));
      revision = transaction.commit().revision().orElse(0);
    }
    Expect.equal(
        "the entry", new KeyValue(key, Bytes.utf8("last"), first, revision, 2), trial.entry(key));
    if (trial.has(Capability.WATCH)) {
      Watcher watcher = trial.watch(WatchRequest.after(first, trial.all())).through(revision);
      Expect.equal("the number of events", 1, watcher.events().size());
    }
    trial.checkHistory();
  }

  @Case(
      number = "74",
      tags = Tag.T,
      contract = "R7.1",
      rule =
          "A Delete of a prefix inside a transaction takes away own puts made before it and leaves"
              + " those made after it.")
  void delete_prefixAmidOwnPuts(Trial trial) {
    trial.put(trial.key("d/old"), trial.value());
    trial.put(trial.key("d/kept"), trial.value());
    trial.put(trial.key("e"), trial.value());
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.put(trial.key("d/before"), trial.value());
      transaction.put(trial.key("d/old"), trial.value());
      Expect.equal("deleted", 3L, transaction.delete(trial.under("d/")));
      Expect.equal("the count", 0L, transaction.count(trial.under("d/")));
      transaction.put(trial.key("d/after"), trial.value());
      transaction.put(trial.key("d/kept"), Bytes.utf8("again"));
      Expect.equal("deleted, of one", 1L, transaction.delete(trial.under("d/a")));
      transaction.put(trial.key("d/after"), Bytes.utf8("last"));
      transaction.commit();
    }
    List<KeyValue> entries = trial.scan(trial.all());
    Expect.equal("the keys", List.of("d/after", "d/kept", "e"), namesOf(trial, entries));
    Expect.equal("the version of d/kept", 1L, trial.entry(trial.key("d/kept")).version());
    trial.checkHistory();
  }

  @Case(
      number = "75",
      tags = Tag.T,
      contract = {"R7.7", "R2.1"},
      rule =
          "A commit of nothing, or of reads alone, is OK with wrote=false, and makes no event;"
              + " also where what it read has changed since.")
  void commit_withoutWrites(Trial trial) {
    trial.put(trial.key("a"), trial.value());
    long start = trial.revision();
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      requireUnchanged(transaction.commit());
    }
    try (Transaction transaction = trial.store().open(BeginRequest.readOnly())) {
      requireUnchanged(transaction.commit());
    }
    requireNoEventsSince(trial, start);
    try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
      transaction.getAll(trial.all());
      trial.store().delete(DeleteRequest.of(trial.all()));
      requireUnchanged(transaction.commit());
    }
  }

  private static void requireUnchanged(CommitResult result) {
    Expect.equal("wrote", false, result.wrote());
    Expect.that(result.revision().isEmpty(), "revision is 0", result);
  }

  static List<String> namesOf(Trial trial, List<KeyValue> entries) {
    List<String> names = new ArrayList<>();
    entries.forEach(entry -> names.add(entry.key().substring(trial.prefix().size()).toUtf8()));
    return names;
  }
}
