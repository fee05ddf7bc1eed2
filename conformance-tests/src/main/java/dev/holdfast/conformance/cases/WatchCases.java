package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.store.Batch;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What watches tell. */
final class WatchCases {

  @Case(
      number = "91",
      tags = Tag.W,
      contract = "R9.1",
      rule =
          "Created comes first, with the store's revision; a watch from now delivers every put made"
              + " after Created.")
  void watch_fromNow(Trial trial) {
    int rounds = trial.size(20, 60, 600);
    for (int round = 0; round < rounds; round++) {
      long before = trial.put(trial.key("a"), trial.value());
      try (Watcher watcher = trial.watch(WatchRequest.now(trial.all()))) {
        long created = watcher.created().revision();
        Expect.that(created >= before, "Created tells revision " + before + " or later", created);
        long after = trial.put(trial.key("a"), trial.value());
        List<Long> told = watcher.through(after).revisions();
        Expect.equal("the revisions told", List.of(after), told);
      }
    }
    trial.checkHistory();
  }

  @Case(
      number = "92",
      tags = Tag.W,
      contract = "R9.2",
      rule =
          "An event tells its type and key, and of a put the value, create_revision, mod_revision"
              + " and version; of a delete the delete's revision.")
  void watch_fields(Trial trial) {
    long start = trial.revision();
    Bytes key = trial.key("a");
    long created = trial.put(key, Bytes.utf8("one"));
    long changed = trial.put(key, Bytes.empty());
    long deleted = trial.store().delete(DeleteRequest.of(key)).header().revision();
    long again = trial.put(key, Bytes.utf8("two"));
    List<Event> expected =
        List.of(
            put(new KeyValue(key, Bytes.utf8("one"), created, created, 1)),
            put(new KeyValue(key, Bytes.empty(), created, changed, 2)),
            new Event.Delete(key, deleted, Optional.empty()),
            put(new KeyValue(key, Bytes.utf8("two"), again, again, 1)));
    requireEvents(expected, trial.watch(WatchRequest.after(start, trial.all())).through(again));
  }

  private static Event put(KeyValue entry) {
    return new Event.Put(entry, Optional.empty());
  }

  private static void requireEvents(List<Event> expected, Watcher watcher) {
    Expect.that(
        watcher.events().equals(expected),
        "the events are " + Describe.events(expected),
        Describe.events(watcher.events()));
  }

  @Case(
      number = "93",
      tags = Tag.W,
      contract = "R9.3",
      needs = Capability.PREV_VALUE,
      rule =
          "With prev_value, an overwrite and a delete tell the entry before, and a creation none;"
              + " without it, no event does.")
  void watch_previous(Trial trial) {
    long start = trial.revision();
    Bytes key = trial.key("a");
    long created = trial.put(key, Bytes.utf8("one"));
    long changed = trial.put(key, Bytes.utf8("two"));
    long deleted = trial.store().delete(DeleteRequest.of(key)).header().revision();
    long again = trial.put(key, Bytes.utf8("three"));
    KeyValue one = new KeyValue(key, Bytes.utf8("one"), created, created, 1);
    KeyValue two = new KeyValue(key, Bytes.utf8("two"), created, changed, 2);
    List<Event> expected =
        List.of(
            put(one),
            new Event.Put(two, Optional.of(one)),
            new Event.Delete(key, deleted, Optional.of(two)),
            put(new KeyValue(key, Bytes.utf8("three"), again, again, 1)));
    WatchRequest request = WatchRequest.after(start, trial.all());
    requireEvents(expected, trial.watch(request.withPrevious()).through(again));
    requireEvents(
        expected.stream().map(Event::withoutPrevious).toList(),
        trial.watch(request).through(again));
  }

  @Case(
      number = "94",
      tags = Tag.W,
      contract = {"R9.4", "R9.5", "R2.2"},
      rule =
          "While 16 writers put, events come in the order of revisions, none twice, and every"
              + " acknowledged write is delivered.")
  void watch_underWriters(Trial trial) {
    int each = trial.size(40, 250, 2_500);
    Watcher whole = trial.watchNow(trial.all());
    Watcher part = trial.watchNow(trial.under("3/"), trial.under("4/"));
    trial.clients(
        16,
        (client, random) -> {
          for (int i = 0; i < each; i++) {
            Bytes key = trial.key(client + "/" + random.nextInt(10));
            if (random.nextInt(8) == 0) {
              trial.store().delete(DeleteRequest.of(key));
            } else {
              trial.put(key, Bytes.utf8(client + "/" + i));
            }
          }
        });
    long last = trial.put(trial.key("3/last"), trial.value());
    whole.through(last);
    part.through(last);
    trial.checkHistory();
  }

  @Case(
      number = "95",
      tags = Tag.W,
      contract = "R9.6",
      rule =
          "All events of a transaction are one batch, or several of one revision of which all but"
              + " the last say continued: also with max_txn_ops events of the greatest size.")
  void watch_largeTransaction(Trial trial) {
    Limits limits = trial.limits();
    int most = Math.min(limits.maxTxnOps(), 10_000);
    int room = (int) Math.min(limits.maxTxnBytes() / most, limits.maxValueBytes());
    int size = Math.max(0, room - trial.prefix().size() - 64);
    Watcher whole = trial.watchNow(trial.all());
    Watcher part = trial.watchNow(trial.under("1"));
    for (int round = 0; round < 2; round++) {
      List<Mutation> puts = new ArrayList<>();
      for (int i = 0; i < most; i++) {
        puts.add(Mutation.put(trial.key(Integer.toString(i)), trial.noise(size)));
      }
      CommitRequest commit = CommitRequest.oneShot(TxnId.random(), List.of(), puts);
      long revision = trial.store().commit(commit).revision().orElse(0);
      whole.through(revision);
      part.through(revision);
      long told = whole.events().stream().filter(event -> event.revision() == revision).count();
      Expect.equal("the number of events of the commit", (long) most, told);
    }
    trial.note(most + " events of " + size + " bytes in " + batches(whole) + " batches");
    trial.checkHistory();
  }

  private static int batches(Watcher watcher) {
    List<Batch> batches = watcher.batches();
    return batches.size();
  }

  @Case(
      number = "96",
      tags = Tag.W,
      contract = "R9.7",
      rule =
          "Keys, several keys, prefixes, and ranges that are mixed and overlap give each matching"
              + " event once, and neighbours (a, a\\x00, b) do not leak.")
  void watch_ranges(Trial trial) {
    Bytes a = trial.key("a");
    List<Bytes> keys =
        List.of(
            a,
            a.concat(Bytes.of((byte) 0)),
            a.concat(Bytes.of((byte) 0xFF)),
            trial.key("ab"),
            trial.key("b"),
            trial.key("b/1"),
            trial.key("b/2"),
            trial.key("c"));
    List<Bytes> changed = new ArrayList<>(keys);
    long start = trial.revision();
    keys.forEach(key -> trial.put(key, trial.value()));
    trial.store().delete(DeleteRequest.of(trial.under("b")));
    keys.stream().filter(key -> key.startsWith(trial.key("b"))).forEach(changed::add);
    // Everybody watches the end too, so that each knows when it has seen everything.
    Bytes end = trial.key("end");
    long last = trial.put(end, trial.value());
    changed.add(end);
    for (List<KeyRange> some : rangesAround(trial)) {
      List<KeyRange> ranges = new ArrayList<>(some);
      ranges.add(KeyRange.key(end));
      WatchRequest request = WatchRequest.after(start, ranges.toArray(new KeyRange[0]));
      List<Bytes> told =
          trial.watch(request).through(last).events().stream().map(Event::key).toList();
      List<Bytes> expected = changed.stream().filter(key -> matches(ranges, key)).toList();
      Expect.that(
          told.equals(expected),
          "a watch of " + ranges + " tells " + Describe.keys(expected),
          Describe.keys(told));
    }
    trial.checkHistory();
  }

  private static List<List<KeyRange>> rangesAround(Trial trial) {
    Bytes a = trial.key("a");
    return List.of(
        List.of(KeyRange.key(a)),
        List.of(KeyRange.key(a), KeyRange.key(trial.key("c"))),
        List.of(KeyRange.key(a.concat(Bytes.of((byte) 0)))),
        List.of(trial.under("b/")),
        List.of(trial.under("b")),
        List.of(KeyRange.prefix(a), KeyRange.key(a), KeyRange.key(trial.key("b"))),
        List.of(trial.under("b"), trial.under("b/"), KeyRange.key(trial.key("b/1"))),
        List.of(trial.under("nothing")),
        List.of(trial.all()));
  }

  private static boolean matches(List<KeyRange> ranges, Bytes key) {
    return ranges.stream().anyMatch(range -> range.contains(key));
  }

  @Case(
      number = "109",
      tags = Tag.W,
      contract = {"R4.5", "R7.9", "R2.1"},
      rule =
          "Writes that were aborted, in conflict or refused never appear, and a commit that changed"
              + " nothing makes no event.")
  void watch_ofRefusedWrites(Trial trial) {
    Bytes key = trial.key("a");
    trial.put(key, trial.value());
    Watcher watcher = trial.watchNow(trial.all());
    trial.store().delete(DeleteRequest.of(trial.key("absent")));
    Expect.refused(
        "a value that is too large",
        () -> trial.store().put(key, trial.noise(trial.limits().maxValueBytes() + 1)),
        ErrorReason.VALUE_TOO_LARGE);
    List<Long> expected = new ArrayList<>();
    if (trial.has(Capability.PRECONDITIONS)) {
      Expect.refused(
          "a Put whose condition does not hold",
          () -> trial.store().put(PutRequest.of(key, trial.value()).onlyIf(Precondition.absent())),
          ErrorReason.PRECONDITION_FAILED);
    }
    if (trial.has(Capability.TRANSACTIONS)) {
      refusedTransactions(trial, key, expected);
    }
    expected.add(trial.put(trial.key("last"), trial.value()));
    watcher.through(expected.get(expected.size() - 1));
    Expect.equal("the revisions told", expected, watcher.revisions());
    trial.checkHistory();
  }

  private static void refusedTransactions(Trial trial, Bytes key, List<Long> expected) {
    Transaction aborted = trial.store().open(BeginRequest.readWrite());
    aborted.put(key, trial.value());
    aborted.put(trial.key("b"), trial.value());
    trial.store().abort(aborted.id());
    try (Transaction conflicted = trial.store().open(BeginRequest.readWrite())) {
      conflicted.get(GetRequest.of(key));
      conflicted.put(trial.key("b"), trial.value());
      expected.add(trial.put(key, trial.value()));
      Expect.refused("a commit", conflicted::commit, ErrorReason.CONFLICT);
    }
    try (Transaction nothing = trial.store().open(BeginRequest.readWrite())) {
      nothing.put(trial.key("c"), trial.value());
      nothing.delete(KeyRange.key(trial.key("c")));
      Expect.equal("wrote", false, nothing.commit().wrote());
    }
  }
}
