package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Get of keys and prefixes. */
final class GetCases {

  @Case(
      number = "25",
      tags = Tag.C,
      contract = {"R2.3", "R5.1", "R5.3"},
      rule =
          "Get of an absent key is OK, with no entries and a header revision that is no older than"
              + " the last write. Once a Put or a commit has made the key, it is found at once;"
              + " once one has deleted it, it is absent again.")
  void get_absentKey(Trial trial) {
    long revision = trial.put(trial.key("a"), trial.value());
    GetResult result = trial.store().get(GetRequest.of(trial.key("b")));
    Expect.equal("the entries", List.of(), result.entries());
    Expect.equal("more", false, result.more());
    Expect.that(
        result.header().revision() >= revision,
        "header.revision is " + revision + " or above",
        result.header());
    Expect.that(!result.header().historyId().isEmpty(), "header.history_id is told", result);
    comesAndGoes(trial, "put", key -> trial.put(key, trial.value()));
    if (trial.has(Capability.TRANSACTIONS)) {
      comesAndGoes(
          trial,
          "committed in one shot",
          key ->
              trial
                  .store()
                  .commit(
                      CommitRequest.oneShot(
                          TxnId.random(), List.of(), List.of(Mutation.put(key, trial.value())))));
      comesAndGoes(
          trial,
          "committed",
          key ->
              trial
                  .store()
                  .transact(
                      transaction -> {
                        transaction.put(key, trial.value());
                        return key;
                      }));
    }
  }

  /** Looks a key up before and after it is made and deleted. */
  private static void comesAndGoes(Trial trial, String how, Consumer<Bytes> make) {
    Bytes key = trial.key(how);
    for (int round = 0; round < 3; round++) {
      Expect.equal("whether a key is there that is absent", false, trial.get(key).isPresent());
      make.accept(key);
      Expect.equal("whether a key is there that was " + how, true, trial.get(key).isPresent());
      trial.store().delete(DeleteRequest.of(key));
    }
    Expect.equal("whether a key is there that was deleted", false, trial.get(key).isPresent());
  }

  @Case(
      number = "26",
      tags = Tag.C,
      contract = {"R3.2", "R3.4"},
      rule =
          "A prefix returns exactly the keys that begin with it, in unsigned order, and the key"
              + " that equals it.")
  void get_prefix(Trial trial) {
    List<Bytes> inside = new ArrayList<>();
    for (String name : List.of("k", "k/", "k/1", "k/10", "k/2", "kk")) {
      inside.add(trial.key(name));
    }
    inside.add(trial.key("k").concat(Bytes.of((byte) 0x00)));
    inside.add(trial.key("k").concat(Bytes.of((byte) 0x7F)));
    inside.add(trial.key("k").concat(Bytes.of((byte) 0x80)));
    inside.add(trial.key("k").concat(Bytes.of((byte) 0xFF)));
    inside.forEach(key -> trial.put(key, trial.value()));
    List.of("j", "l", "").forEach(name -> trial.put(trial.key(name), trial.value()));
    requireKeys(trial, trial.under("k"), inside.stream().sorted().toList());
    requireKeys(trial, trial.under("k/1"), List.of(trial.key("k/1"), trial.key("k/10")));
    requireKeys(trial, trial.under("nothing"), List.of());
  }

  @Case(
      number = "27",
      tags = Tag.C,
      contract = "R3.4",
      rule = "Prefix a excludes b and includes a, a\\x00, a\\xFF and a\\xFF\\xFF.")
  void get_prefixAtItsBounds(Trial trial) {
    Bytes a = trial.key("a");
    Bytes ff = Bytes.of((byte) 0xFF);
    List<Bytes> inside =
        List.of(a, a.concat(Bytes.of((byte) 0)), a.concat(ff), a.concat(ff).concat(ff));
    inside.forEach(key -> trial.put(key, trial.value()));
    trial.put(trial.key("b"), trial.value());
    trial.put(trial.key("`"), trial.value());
    requireKeys(trial, KeyRange.prefix(a), inside);
  }

  @Case(
      number = "28",
      tags = {Tag.C, Tag.X},
      contract = "R3.4",
      rule =
          "Prefixes \\xFF and \\xFF\\xFF, which have no upper bound, and a prefix that ends in"
              + " \\xFF return exactly their keys.")
  void get_prefixOfHighBytes(Trial trial) {
    Bytes ff = Bytes.of((byte) 0xFF);
    Bytes aff = Bytes.utf8("a").concat(ff);
    List<Bytes> high =
        List.of(
            ff,
            ff.concat(Bytes.of((byte) 0)),
            ff.concat(Bytes.utf8("a")),
            ff.concat(ff),
            ff.concat(ff).concat(Bytes.utf8("a")),
            ff.concat(ff).concat(ff));
    high.forEach(key -> trial.put(key, trial.value()));
    List.of(
            Bytes.of((byte) 0),
            Bytes.utf8("a"),
            aff,
            aff.concat(ff),
            Bytes.utf8("b"),
            Bytes.of((byte) 0xFE),
            Bytes.of((byte) 0xFE, (byte) 0xFF))
        .forEach(key -> trial.put(key, trial.value()));
    requireKeys(trial, KeyRange.prefix(ff), high);
    requireKeys(trial, KeyRange.prefix(ff.concat(ff)), high.subList(3, 6));
    requireKeys(trial, KeyRange.prefix(ff.concat(ff).concat(ff)), high.subList(5, 6));
    requireKeys(trial, KeyRange.prefix(aff), List.of(aff, aff.concat(ff)));
    requireKeys(trial, KeyRange.prefix(high.get(3).concat(high.get(3))), List.of());
  }

  @Case(
      number = "29",
      tags = {Tag.C, Tag.X},
      contract = "R3.5",
      rule =
          "The empty prefix returns everything that was put into the store, and never anything"
              + " that the plugin keeps for itself.")
  void get_everything(Trial trial) {
    requireKeys(trial, KeyRange.all(), List.of());
    List<Bytes> keys = List.of(Bytes.of((byte) 0), Bytes.utf8("m"), Bytes.of((byte) 0xFF));
    keys.forEach(key -> trial.put(key, trial.value()));
    if (trial.has(Capability.IDEMPOTENCY)) {
      trial.store().put(PutRequest.of(keys.get(0), trial.value()).named(RequestId.random()));
    }
    if (trial.has(Capability.TRANSACTIONS)) {
      try (Transaction transaction = trial.store().open(BeginRequest.readWrite())) {
        transaction.put(keys.get(1), trial.value());
        transaction.commit();
      }
    }
    requireKeys(trial, KeyRange.all(), keys);
  }

  private static void requireKeys(Trial trial, KeyRange range, List<Bytes> expected) {
    List<Bytes> found = trial.scan(range).stream().map(KeyValue::key).toList();
    Expect.that(
        found.equals(expected),
        Describe.range(range) + " returns " + Describe.keys(expected),
        Describe.keys(found));
  }

  @Case(
      number = "33",
      tags = Tag.C,
      contract = "R5.8",
      rule = "keys_only returns the same entries in the same order, with empty values.")
  void get_keysOnly(Trial trial) {
    for (int i = 0; i < 20; i++) {
      trial.put(trial.key("k" + i % 7), trial.value());
    }
    GetRequest whole = GetRequest.of(trial.all());
    List<KeyValue> entries = trial.store().get(whole).entries();
    List<KeyValue> keys = trial.store().get(whole.keysOnly()).entries();
    Expect.that(
        keys.equals(entries.stream().map(KeyValue::withoutValue).toList()),
        "the same entries without values: " + Describe.entries(entries),
        Describe.entries(keys));
    Expect.equal(
        "the keys of a single key",
        List.of(entries.get(0).withoutValue()),
        trial.store().get(GetRequest.of(entries.get(0).key()).keysOnly()).entries());
  }
}
