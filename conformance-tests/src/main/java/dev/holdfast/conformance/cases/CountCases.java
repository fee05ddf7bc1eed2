package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import java.time.Duration;

/** Count. */
final class CountCases {

  @Case(
      number = "47",
      tags = {Tag.C, Tag.X},
      contract = {"R5.9", "R3.5"},
      rule = "Count of an absent key is 0, of a present one 1, of a prefix n, of everything all.")
  void count_ranges(Trial trial) {
    requireCount(trial, KeyRange.all(), 0);
    int keys = 25;
    for (int i = 0; i < keys; i++) {
      trial.put(Bytes.utf8("k/" + i), trial.value());
    }
    trial.put(Bytes.utf8("other"), trial.value());
    requireCount(trial, KeyRange.key(Bytes.utf8("absent")), 0);
    requireCount(trial, KeyRange.key(Bytes.utf8("k/1")), 1);
    requireCount(trial, KeyRange.prefix(Bytes.utf8("k/1")), 11);
    requireCount(trial, KeyRange.prefix(Bytes.utf8("k/")), keys);
    requireCount(trial, KeyRange.prefix(Bytes.utf8("l")), 0);
    requireCount(trial, KeyRange.all(), keys + 1);
    trial.store().delete(DeleteRequest.of(Bytes.utf8("k/1")));
    requireCount(trial, KeyRange.key(Bytes.utf8("k/1")), 0);
    requireCount(trial, KeyRange.all(), keys);
  }

  private static void requireCount(Trial trial, KeyRange range, long expected) {
    CountResult result = trial.store().count(CountRequest.of(range));
    Expect.equal("the count of " + range, expected, result.count());
    Expect.that(!result.header().historyId().isEmpty(), "header.history_id is told", result);
  }

  @Case(
      number = "48",
      tags = Tag.C,
      contract = {"R5.9", "R2.3"},
      rule =
          "While others write, a count equals the number of entries of a scan at the same"
              + " revision.")
  void count_underWrites(Trial trial) {
    int reads = trial.size(50, 300, 3_000);
    try (Load load =
        trial.load(
            3,
            Duration.ofMillis(1),
            (client, random) -> {
              Bytes key = trial.key("k" + random.nextInt(30));
              if (random.nextInt(3) > 0) {
                trial.put(key, trial.value());
              } else {
                trial.store().delete(DeleteRequest.of(key));
              }
            })) {
      int matched = 0;
      for (int i = 0; i < reads; i++) {
        CountResult count = trial.store().count(CountRequest.of(trial.all()));
        GetResult page = trial.store().get(GetRequest.of(trial.all()));
        if (count.header().equals(page.header()) && !page.more()) {
          matched++;
          Expect.equal("the count", (long) page.entries().size(), count.count());
        }
      }
      trial.note(matched + " of " + reads + " counts met a scan at their own revision");
    }
    trial.checkHistory();
  }
}
