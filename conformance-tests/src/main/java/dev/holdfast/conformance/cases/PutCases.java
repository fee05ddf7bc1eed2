package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.WatchRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Put. */
final class PutCases {

  @Case(
      number = "10",
      tags = Tag.C,
      contract = {"R3.1", "R4.1"},
      rule = "Put, then Get, returns the same bytes, and the mod_revision that Put answered.")
  void put_thenGet(Trial trial) {
    Bytes key = trial.key("a");
    Bytes value = trial.noise(100);
    PutResult put = trial.store().put(key, value);
    long revision = put.modRevision().orElse(0);
    Expect.that(revision > 0, "mod_revision is told and above 0", put);
    Expect.that(put.header().revision() >= revision, "header.revision >= mod_revision", put);
    KeyValue entry = trial.entry(key);
    Expect.equal("the key", key, entry.key());
    Expect.equal("the value", value, entry.value());
    Expect.equal("mod_revision", revision, entry.modRevision());
  }

  @Case(
      number = "11",
      tags = Tag.C,
      contract = "R4.2",
      rule =
          "The first put of a key sets create_revision = mod_revision and version 1; an overwrite"
              + " keeps create_revision and raises version to 2.")
  void put_twice(Trial trial) {
    Bytes key = trial.key("a");
    long first = trial.put(key, trial.value());
    KeyValue created = trial.entry(key);
    Expect.equal("create_revision", first, created.createRevision());
    Expect.equal("version", 1L, created.version());
    long second = trial.put(key, trial.value());
    KeyValue overwritten = trial.entry(key);
    Expect.equal("create_revision after an overwrite", first, overwritten.createRevision());
    Expect.equal("mod_revision after an overwrite", second, overwritten.modRevision());
    Expect.equal("version after an overwrite", 2L, overwritten.version());
  }

  @Case(
      number = "12",
      tags = Tag.C,
      contract = {"R2.1", "R4.1"},
      rule = "A put of the value that is there takes a new revision all the same.")
  void put_identicalValue(Trial trial) {
    Bytes key = trial.key("a");
    Bytes value = trial.value();
    long first = trial.put(key, value);
    long second = trial.put(key, value);
    Expect.that(second > first, "the second put's revision is above " + first, second);
    KeyValue entry = trial.entry(key);
    Expect.equal("mod_revision", second, entry.modRevision());
    Expect.equal("version", 2L, entry.version());
  }

  @Case(
      number = "13",
      tags = Tag.C,
      contract = "R3.3",
      rule = "An empty value is stored and found, and is not the same as an absent key.")
  void put_emptyValue(Trial trial) {
    Bytes key = trial.key("a");
    trial.put(key, Bytes.empty());
    Optional<KeyValue> entry = trial.get(key);
    Expect.that(entry.isPresent(), "a key with an empty value is found", "no entry");
    Expect.equal("the value", Bytes.empty(), entry.get().value());
    Expect.equal("the entries of the prefix", List.of(entry.get()), trial.scan(trial.all()));
    Expect.equal("the other key", Optional.empty(), trial.get(trial.key("b")));
  }

  @Case(
      number = "14",
      tags = Tag.C,
      contract = {"R3.3", "R4.5"},
      rule = "An empty key is refused with INVALID_ARGUMENT KEY_EMPTY; nothing is written.")
  void put_emptyKey(Trial trial) {
    long before = trial.put(trial.key("a"), trial.value());
    Expect.refused(
        "a Put with an empty key",
        () -> trial.store().put(Bytes.empty(), trial.value()),
        ErrorReason.KEY_EMPTY);
    Expect.equal("the number of keys", 1, trial.scan(trial.all()).size());
    Expect.that(trial.revision() >= before, "the revision stays", trial.revision());
  }

  @Case(
      number = "22",
      tags = Tag.C,
      contract = {"R2.1", "R2.2"},
      rule =
          "Of 1,000 concurrent puts on distinct keys each has a revision of its own, and all are"
              + " readable.")
  void put_concurrentlyOnDistinctKeys(Trial trial) {
    int puts = trial.size(200, 1_000, 10_000);
    Set<Long> revisions = new HashSet<>();
    List<PutResult> answers =
        trial.pipeline(
            puts, i -> trial.async().put(PutRequest.of(trial.key("k" + i), Bytes.utf8("v" + i))));
    answers.forEach(answer -> revisions.add(answer.modRevision().orElse(0)));
    Expect.equal("the number of different revisions", puts, revisions.size());
    Expect.equal("the number of keys", puts, trial.scan(trial.all()).size());
    for (int i = 0; i < puts; i++) {
      Expect.equal(
          "the value of k" + i, Bytes.utf8("v" + i), trial.entry(trial.key("k" + i)).value());
    }
    trial.checkHistory();
  }

  @Case(
      number = "23",
      tags = Tag.C,
      contract = {"R2.2", "R2.4", "R4.2"},
      rule =
          "When 16 writers put one key, its final value is that of the highest revision, and its"
              + " version is the number of puts.")
  void put_concurrentlyOnOneKey(Trial trial) {
    Bytes key = trial.key("a");
    int puts = trial.size(10, 50, 500);
    trial.clients(
        16,
        (client, random) -> {
          for (int i = 0; i < puts; i++) {
            trial.put(key, Bytes.utf8(client + "/" + i));
            if (random.nextInt(4) == 0) {
              trial.get(key);
            }
          }
        });
    Expect.equal("version", 16L * puts, trial.entry(key).version());
    trial.checkHistory();
  }

  @Case(
      number = "24",
      tags = Tag.C,
      contract = "R4.5",
      rule =
          "A refused put changes nothing: neither the key's entry nor any watch shows a trace of"
              + " it.")
  void put_refused_leavesNoTrace(Trial trial) {
    Bytes key = trial.key("a");
    trial.put(key, trial.value());
    KeyValue before = trial.entry(key);
    Expect.refused(
        "a value over max_value_bytes",
        () -> trial.store().put(key, trial.noise(trial.limits().maxValueBytes() + 1)),
        ErrorReason.VALUE_TOO_LARGE);
    if (trial.has(Capability.PRECONDITIONS)) {
      PutRequest absent = PutRequest.of(key, trial.value()).onlyIf(Precondition.absent());
      Expect.refused(
          "a Put that demands absence of a key that is there",
          () -> trial.store().put(absent),
          ErrorReason.PRECONDITION_FAILED);
    }
    Expect.equal("the entry", before, trial.entry(key));
    long last = trial.put(trial.key("z"), trial.value());
    if (trial.has(Capability.WATCH)) {
      Watcher watcher =
          trial.watch(WatchRequest.after(before.modRevision(), trial.all())).through(last);
      Expect.equal("the revisions after the first put", List.of(last), watcher.revisions());
    }
    Expect.equal(
        "the number of keys",
        2,
        trial.store().get(GetRequest.of(trial.all()).keysOnly()).entries().size());
  }
}
