package dev.holdfast.conformance.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.WatchRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What keys and values may be. */
final class KeyCases {

  @Case(
      number = "15",
      tags = {Tag.C, Tag.X},
      contract = "R3.2",
      rule =
          "All 256 keys of a single byte, 0x00 and 0xFF among them, are distinct and ordered"
              + " unsigned; so are they behind a common prefix.")
  void keys_ofEveryByte(Trial trial) {
    List<Bytes> names = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      names.add(Bytes.of((byte) b));
    }
    storeAndScan(trial, names, KeyRange.all());
    Bytes prefix = Bytes.utf8("p/");
    storeAndScan(trial, names.stream().map(prefix::concat).toList(), KeyRange.prefix(prefix));
  }

  @Case(
      number = "16",
      tags = Tag.C,
      contract = "R3.1",
      rule =
          "Keys that differ only by case, accent, trailing space, trailing 0x00 or Unicode"
              + " normalisation are distinct.")
  void keys_thatTextWouldConfuse(Trial trial) {
    List<Bytes> names = new ArrayList<>();
    for (String text :
        List.of("key", "KEY", "Key", "k\u00e9y", "ke\u0301y", "key ", "key  ", "key\0", "\u212a")) {
      names.add(trial.key(text));
    }
    storeAndScan(trial, names, trial.all());
  }

  @Case(
      number = "17",
      tags = Tag.C,
      contract = "R3.1",
      rule =
          "Keys and values that are no UTF-8 (all 256 bytes, the encodings of lone surrogates) come"
              + " back as they went.")
  void keys_thatAreNoText(Trial trial) {
    byte[] all = new byte[256];
    for (int b = 0; b < 256; b++) {
      all[b] = (byte) b;
    }
    Bytes loneSurrogate = Bytes.of((byte) 0xED, (byte) 0xA0, (byte) 0x80);
    List<Bytes> names =
        List.of(
            trial.key(Bytes.of(all)),
            trial.key(loneSurrogate),
            trial.key(Bytes.of((byte) 0xED, (byte) 0xBF, (byte) 0xBF)),
            trial.key(Bytes.of((byte) 0xC0, (byte) 0x80)),
            trial.key(Bytes.of((byte) 0xFE)),
            trial.key(Bytes.of((byte) 0xFF, (byte) 0xFE)));
    storeAndScan(trial, names, trial.all());
    for (Bytes value : List.of(Bytes.of(all), loneSurrogate, Bytes.of((byte) 0))) {
      trial.put(trial.key("v"), value);
      Expect.equal("the value", value, trial.entry(trial.key("v")).value());
    }
  }

  @Case(
      number = "18",
      tags = Tag.C,
      contract = {"R3.1", "R3.4"},
      rule =
          "Keys with % _ \\ ' \" ;-- / and newline are taken literally, as keys and as prefixes.")
  void keys_withWildcards(Trial trial) {
    List<String> marks = List.of("%", "_", "\\", "'", "\"", ";--", "/", "\n", "*", "?", "[a-z]");
    List<Bytes> names = new ArrayList<>();
    for (String mark : marks) {
      names.add(trial.key("a" + mark));
      names.add(trial.key("a" + mark + "b"));
      names.add(trial.key(mark));
    }
    names.add(trial.key("axb"));
    names.add(trial.key("ab"));
    storeAndScan(trial, names, trial.all());
    for (String mark : marks) {
      for (String prefix : List.of(mark, "a" + mark)) {
        List<Bytes> expected =
            names.stream().filter(key -> key.startsWith(trial.key(prefix))).sorted().toList();
        List<Bytes> found = keysOf(trial.scan(trial.under(prefix)));
        Expect.that(
            found.equals(expected),
            "prefix \"" + prefix + "\" returns " + Describe.keys(expected),
            Describe.keys(found));
        Expect.equal(
            "the count of prefix \"" + prefix + "\"",
            (long) expected.size(),
            trial.store().count(CountRequest.of(trial.under(prefix))).count());
      }
    }
  }

  /** Stores keys in another order than theirs, and expects them in theirs. */
  private static void storeAndScan(Trial trial, List<Bytes> keys, KeyRange range) {
    List<Bytes> shuffled = new ArrayList<>(keys);
    Collections.shuffle(shuffled, new Random(trial.random().nextLong()));
    trial.pipeline(
        shuffled.size(),
        i -> trial.async().put(PutRequest.of(shuffled.get(i), valueOf(shuffled.get(i)))));
    List<GetResult> each =
        trial.pipeline(keys.size(), i -> trial.async().get(GetRequest.of(keys.get(i))));
    for (int i = 0; i < keys.size(); i++) {
      KeyValue entry = only(each.get(i).entries());
      Expect.equal("the key", keys.get(i), entry.key());
      Expect.equal("the value of " + entry.key(), valueOf(entry.key()), entry.value());
      Expect.equal("the version of " + entry.key(), 1L, entry.version());
    }
    List<Bytes> sorted = keys.stream().sorted().toList();
    List<Bytes> found = keysOf(trial.scan(range));
    Expect.that(found.equals(sorted), "the keys in order: " + sorted, found);
  }

  private static Bytes valueOf(Bytes key) {
    return Bytes.utf8("of ").concat(key);
  }

  private static KeyValue only(List<KeyValue> entries) {
    Expect.equal("the number of entries of one key", 1, entries.size());
    return entries.get(0);
  }

  private static List<Bytes> keysOf(List<KeyValue> entries) {
    return entries.stream().map(KeyValue::key).toList();
  }

  @Case(
      number = "19",
      tags = Tag.C,
      contract = {"R11.1", "R10.5"},
      rule =
          "A key of exactly max_key_bytes random bytes works in Put, Get, prefix, Count, Watch and"
              + " Delete; one byte more is refused with KEY_TOO_LARGE.")
  void key_ofGreatestSize(Trial trial) {
    Bytes key = keyOfSize(trial, trial.limits().maxKeyBytes());
    long revision = trial.put(key, trial.value());
    Expect.equal("mod_revision", revision, trial.entry(key).modRevision());
    Expect.equal("the keys of the prefix", List.of(key), keysOf(trial.scan(trial.all())));
    Expect.equal(
        "the keys of the key as a prefix", List.of(key), keysOf(trial.scan(KeyRange.prefix(key))));
    Expect.equal(
        "the count of the key",
        1L,
        trial.store().count(CountRequest.of(KeyRange.key(key))).count());
    DeleteResult deleted = trial.store().delete(DeleteRequest.of(key));
    Expect.equal("deleted", 1L, deleted.deleted());
    if (trial.has(Capability.WATCH)) {
      List<Bytes> told =
          trial
              .watch(WatchRequest.after(revision - 1, KeyRange.key(key)))
              .through(deleted.header().revision())
              .events()
              .stream()
              .map(event -> event.key())
              .toList();
      Expect.equal("the keys that a watch of the key told", List.of(key, key), told);
    }
    Bytes longer = keyOfSize(trial, trial.limits().maxKeyBytes() + 1);
    refuse(trial, longer);
  }

  @Case(
      number = "20",
      tags = Tag.C,
      contract = "R11.1",
      rule =
          "A key of max_key_bytes + 1 bytes that compresses well is refused too: the limit does not"
              + " depend on the content.")
  void key_tooLargeButCompressible(Trial trial) {
    byte[] letters = new byte[trial.limits().maxKeyBytes() + 1 - trial.prefix().size()];
    Arrays.fill(letters, (byte) 'a');
    refuse(trial, trial.key(Bytes.wrap(letters)));
    String accents = "\u00e9".repeat(trial.limits().maxKeyBytes() / 2 + 1);
    refuse(trial, trial.key(Bytes.wrap(accents.getBytes(UTF_8))));
  }

  private static void refuse(Trial trial, Bytes key) {
    Expect.refused(
        "a key of " + key.size() + " bytes",
        () -> trial.store().put(key, trial.value()),
        ErrorReason.KEY_TOO_LARGE);
    Expect.equal("the number of keys", 0, trial.scan(trial.all()).size());
  }

  private static Bytes keyOfSize(Trial trial, int size) {
    return trial.key(trial.noise(size - trial.prefix().size()));
  }

  @Case(
      number = "21",
      tags = Tag.C,
      contract = {"R11.2", "R4.5", "R10.5"},
      rule =
          "A value of exactly max_value_bytes works; one byte more is refused with VALUE_TOO_LARGE"
              + " and the old value stays.")
  void value_ofGreatestSize(Trial trial) {
    Bytes key = trial.key("a");
    Bytes value = trial.noise(trial.limits().maxValueBytes());
    trial.put(key, value);
    Expect.that(trial.entry(key).value().equals(value), "the value comes back", "another value");
    Expect.refused(
        "a value of one byte more",
        () -> trial.store().put(key, trial.noise(trial.limits().maxValueBytes() + 1)),
        ErrorReason.VALUE_TOO_LARGE);
    KeyValue entry = trial.entry(key);
    Expect.that(entry.value().equals(value), "the old value stays", "another value");
    Expect.equal("version", 1L, entry.version());
  }
}
