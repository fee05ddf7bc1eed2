package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.WatchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Delete. */
final class DeleteCases {

  @Case(
      number = "41",
      tags = Tag.C,
      contract = {"R4.3", "R2.1"},
      rule =
          "Delete of a key that is there answers deleted=1; then Get finds nothing, and there is"
              + " one event at a higher revision.")
  void delete_presentKey(Trial trial) {
    Bytes key = trial.key("a");
    long put = trial.put(key, trial.value());
    DeleteResult deleted = trial.store().delete(DeleteRequest.of(key));
    Expect.equal("deleted", 1L, deleted.deleted());
    long revision = deleted.header().revision();
    Expect.that(revision > put, "the delete's revision is above " + put, revision);
    Expect.equal("the entry", Optional.empty(), trial.get(key));
    if (trial.has(Capability.WATCH)) {
      Watcher watcher = trial.watch(WatchRequest.after(put, trial.all())).through(revision);
      List<Event> expected = List.of(new Event.Delete(key, revision, Optional.empty()));
      Expect.equal("the events after the put", expected, watcher.events());
    }
  }

  @Case(
      number = "42",
      tags = Tag.C,
      contract = "R4.4",
      rule =
          "Delete of an absent key, or of a prefix without keys, is OK with deleted=0, and makes no"
              + " event.")
  void delete_absentKey(Trial trial) {
    long before = trial.put(trial.key("b"), trial.value());
    Expect.equal("deleted", 0L, trial.store().delete(DeleteRequest.of(trial.key("a"))).deleted());
    Expect.equal(
        "deleted", 0L, trial.store().delete(DeleteRequest.of(trial.under("nothing"))).deleted());
    if (trial.has(Capability.WATCH)) {
      long last = trial.put(trial.key("b"), trial.value());
      Watcher watcher = trial.watch(WatchRequest.after(before, trial.all())).through(last);
      Expect.equal("the revisions with events", List.of(last), watcher.revisions());
    }
    trial.checkHistory();
  }

  @Case(
      number = "43",
      tags = Tag.C,
      contract = {"R4.3", "R11.3"},
      rule =
          "Delete of a prefix removes that prefix only, tells how many keys it removed, and takes"
              + " one revision; of more than max_delete_keys keys it is refused with TXN_TOO_LARGE"
              + " and removes none.")
  void delete_prefix(Trial trial) {
    for (String name : List.of("a", "d", "d/1", "d/2", "d/3", "e")) {
      trial.put(trial.key(name), trial.value());
    }
    long before = trial.revision();
    DeleteResult deleted = trial.store().delete(DeleteRequest.of(trial.under("d/")));
    Expect.equal("deleted", 3L, deleted.deleted());
    requireNames(trial, List.of("a", "d", "e"));
    if (trial.has(Capability.WATCH)) {
      long revision = deleted.header().revision();
      List<Batch> batches =
          trial.watch(WatchRequest.after(before, trial.all())).through(revision).batches();
      Expect.equal("the number of batches", 1, batches.size());
      Expect.equal("the revision of the batch", revision, batches.get(0).revision());
      Expect.equal("the number of its events", 3, batches.get(0).events().size());
    }
    refuseTooMany(trial);
  }

  private static void refuseTooMany(Trial trial) {
    int most = trial.limits().maxDeleteKeys();
    if (most > 10_000) {
      trial.note("max_delete_keys is " + most + ", too many to be exceeded here");
      return;
    }
    trial.pipeline(
        most + 1, i -> trial.async().put(PutRequest.of(trial.key("m/" + i), Bytes.utf8("v"))));
    Expect.refused(
        "a Delete of " + (most + 1) + " keys",
        () -> trial.store().delete(DeleteRequest.of(trial.under("m/"))),
        ErrorReason.TXN_TOO_LARGE);
    Expect.equal("the number of keys left", most + 1, trial.scan(trial.under("m/")).size());
    trial.store().delete(DeleteRequest.of(trial.key("m/0")));
    Expect.equal(
        "deleted, of exactly max_delete_keys keys",
        (long) most,
        trial.store().delete(DeleteRequest.of(trial.under("m/"))).deleted());
  }

  @Case(
      number = "44",
      tags = Tag.C,
      contract = {"R4.3", "R3.4"},
      rule = "Delete of a prefix with % or _, or that ends in \\xFF, removes nothing beside it.")
  void delete_prefixWithWildcards(Trial trial) {
    Bytes ff = Bytes.of((byte) 0xFF);
    List<Bytes> prefixes =
        List.of(
            trial.key("a%"),
            trial.key("a_"),
            trial.key("a\\"),
            trial.key("a").concat(ff),
            trial.key("%"),
            trial.key("_"));
    for (Bytes prefix : prefixes) {
      List<Bytes> beside =
          List.of(
              trial.key("ab"), trial.key("a"), trial.key("b"), trial.key("axx"), trial.key("x/y"));
      List<Bytes> inside = List.of(prefix, prefix.concat(Bytes.utf8("1")), prefix.concat(ff));
      beside.forEach(key -> trial.put(key, trial.value()));
      inside.forEach(key -> trial.put(key, trial.value()));
      Expect.equal(
          "deleted, of prefix " + prefix,
          (long) inside.size(),
          trial.store().delete(DeleteRequest.of(KeyRange.prefix(prefix))).deleted());
      List<Bytes> left = trial.scan(trial.all()).stream().map(KeyValue::key).toList();
      Expect.that(
          left.equals(beside.stream().sorted().toList()),
          "the keys beside " + prefix + " are left: " + beside,
          Describe.keys(left));
    }
  }

  @Case(
      number = "45",
      tags = Tag.C,
      contract = "R4.2",
      rule = "A key that is put again after a delete has a new create_revision and version 1.")
  void put_afterDelete(Trial trial) {
    Bytes key = trial.key("a");
    trial.put(key, trial.value());
    trial.put(key, trial.value());
    trial.store().delete(DeleteRequest.of(key));
    long revision = trial.put(key, trial.value());
    KeyValue entry = trial.entry(key);
    Expect.equal("create_revision", revision, entry.createRevision());
    Expect.equal("mod_revision", revision, entry.modRevision());
    Expect.equal("version", 1L, entry.version());
  }

  @Case(
      number = "46",
      tags = Tag.C,
      contract = {"R4.3", "R2.4"},
      rule =
          "Deletes of a prefix, concurrent with puts under it, and their results equal some serial"
              + " order.")
  void delete_prefixUnderPuts(Trial trial) {
    int steps = trial.size(40, 200, 2_000);
    trial.clients(
        6,
        (client, random) -> {
          for (int i = 0; i < steps; i++) {
            if (client == 0) {
              trial.store().delete(DeleteRequest.of(trial.under("d/")));
            } else if (client == 1) {
              trial.store().get(GetRequest.of(trial.under("d/")));
            } else {
              trial.put(trial.key("d/" + client + "/" + random.nextInt(5)), trial.value());
            }
          }
        });
    trial.scan(trial.all());
    trial.checkHistory();
  }

  private static void requireNames(Trial trial, List<String> names) {
    List<Bytes> expected = new ArrayList<>();
    names.forEach(name -> expected.add(trial.key(name)));
    List<Bytes> found = trial.scan(trial.all()).stream().map(KeyValue::key).toList();
    Expect.that(found.equals(expected), "the keys left are " + Describe.keys(expected), found);
  }
}
