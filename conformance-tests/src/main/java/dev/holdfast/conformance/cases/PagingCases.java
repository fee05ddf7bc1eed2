package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.history.Describe;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.TxnId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Pages of Get. */
final class PagingCases {

  @Case(
      number = "30",
      tags = Tag.C,
      contract = "R5.4",
      rule =
          "With any limit from 1 on, pages concatenate to the whole, none is over the limit, and"
              + " more is exact, also when the last page is full.")
  void get_limits(Trial trial) {
    int keys = 12;
    for (int i = 0; i < keys; i++) {
      trial.put(trial.key(String.format("k%02d", i)), trial.value());
    }
    List<KeyValue> whole = trial.scan(trial.all());
    for (int limit = 1; limit <= keys + 1; limit++) {
      List<KeyValue> collected = new ArrayList<>();
      GetRequest request = GetRequest.of(trial.all()).limitedTo(limit);
      boolean more = true;
      while (more) {
        GetResult page = trial.store().get(request);
        collected.addAll(page.entries());
        more = page.more();
        int expected = Math.min(limit, keys - (collected.size() - page.entries().size()));
        Expect.equal("the size of a page of limit " + limit, expected, page.entries().size());
        Expect.equal("more, with limit " + limit, collected.size() < keys, more);
        request = request.startingAfter(collected.get(collected.size() - 1).key());
      }
      Expect.that(
          collected.equals(whole), "all pages together: " + Describe.entries(whole), collected);
    }
  }

  @Case(
      number = "31",
      tags = Tag.C,
      contract = "R5.4",
      rule =
          "start_after is exclusive and may be a key that is there, one that is not, one before or"
              + " behind the range, and one with a trailing 0x00.")
  void get_startAfter(Trial trial) {
    for (String name : List.of("p/a", "p/b", "p/b\0", "p/b\0\0", "p/c", "q")) {
      trial.put(trial.key(name), trial.value());
    }
    startAfter(trial, "p/b", List.of("p/b\0", "p/b\0\0", "p/c"));
    startAfter(trial, "p/b\0", List.of("p/b\0\0", "p/c"));
    startAfter(trial, "p/bb", List.of("p/c"));
    startAfter(trial, "o", List.of("p/a", "p/b", "p/b\0", "p/b\0\0", "p/c"));
    startAfter(trial, "p/", List.of("p/a", "p/b", "p/b\0", "p/b\0\0", "p/c"));
    startAfter(trial, "p/c", List.of());
    startAfter(trial, "p/zzz", List.of());
    startAfter(trial, "q", List.of());
    GetRequest single = GetRequest.of(trial.key("p/b"));
    Expect.equal(
        "the entries of a key after itself",
        List.of(),
        trial.store().get(single.startingAfter(trial.key("p/b"))).entries());
    Expect.equal(
        "the number of entries of a key after a lower one",
        1,
        trial.store().get(single.startingAfter(trial.key("p/a"))).entries().size());
  }

  private static void startAfter(Trial trial, String after, List<String> expected) {
    GetRequest request = GetRequest.of(trial.under("p/")).startingAfter(trial.key(after));
    GetResult page = trial.store().get(request);
    List<Bytes> found = page.entries().stream().map(KeyValue::key).toList();
    Expect.that(
        found.equals(expected.stream().map(trial::key).toList()),
        "after " + Bytes.utf8(after) + " come " + expected,
        Describe.keys(found));
    Expect.equal("more", false, page.more());
  }

  @Case(
      number = "32",
      tags = Tag.C,
      contract = "R5.5",
      rule =
          "The keys and values of a page are never more than max_page_bytes, unless it is a single"
              + " entry; a page of a range that is not at its end holds at least one.")
  void get_largeEntries(Trial trial) {
    Limits limits = trial.limits();
    int size = Math.min(limits.maxValueBytes(), limits.maxPageBytes() / 4);
    int keys = 2 + 3 * limits.maxPageBytes() / size;
    for (int i = 0; i < keys; i++) {
      trial.put(trial.key(String.format("k%03d", i)), trial.noise(size - i));
    }
    trial.put(trial.key("k010x"), trial.noise(limits.maxValueBytes()));
    int found = 0;
    GetRequest request = GetRequest.of(trial.all());
    boolean more = true;
    while (more) {
      GetResult page = trial.store().get(request);
      more = page.more();
      long bytes =
          page.entries().stream()
              .mapToLong(entry -> entry.key().size() + entry.value().size())
              .sum();
      Expect.that(!page.entries().isEmpty(), "a page holds an entry", page);
      Expect.that(
          bytes <= limits.maxPageBytes() || page.entries().size() == 1,
          "a page is at most " + limits.maxPageBytes() + " bytes or a single entry",
          bytes + " bytes in " + page.entries().size() + " entries");
      found += page.entries().size();
      request = request.startingAfter(page.entries().get(page.entries().size() - 1).key());
    }
    Expect.equal("the number of entries", keys + 1, found);
  }

  @Case(
      number = "34",
      tags = {Tag.C, Tag.T},
      contract = "R5.6",
      rule =
          "A page is consistent: pairs that are always written together are both new or both old"
              + " within one page.")
  void get_pageIsConsistent(Trial trial) {
    int rounds = trial.size(60, 300, 3_000);
    Bytes left = trial.key("p/left");
    Bytes right = trial.key("p/right");
    writePair(trial, left, right, "0");
    try (Load load =
        trial.load(
            2,
            Duration.ofMillis(1),
            (client, random) -> writePair(trial, left, right, client + "/" + random.nextLong()))) {
      for (int i = 0; i < rounds; i++) {
        List<KeyValue> page = trial.store().get(GetRequest.of(trial.under("p/"))).entries();
        Expect.equal("the size of the page", 2, page.size());
        Expect.that(
            page.get(0).value().equals(page.get(1).value())
                && page.get(0).modRevision() == page.get(1).modRevision(),
            "both entries of a pair are of the same write",
            Describe.entries(page));
      }
    }
    trial.checkHistory();
  }

  private static void writePair(Trial trial, Bytes left, Bytes right, String value) {
    trial
        .store()
        .commit(
            CommitRequest.oneShot(
                TxnId.random(),
                List.of(),
                List.of(
                    Mutation.put(left, Bytes.utf8(value)),
                    Mutation.put(right, Bytes.utf8(value)))));
  }

  @Case(
      number = "35",
      tags = Tag.C,
      contract = "R5.7",
      rule =
          "A scan of several pages, while others insert and delete, returns every key that was"
              + " there throughout exactly once, no key twice, and all in order.")
  void get_scanUnderWrites(Trial trial) {
    int stable = 40;
    for (int i = 0; i < stable; i++) {
      trial.put(trial.key(String.format("k%03d/stable", i)), trial.value());
    }
    int scans = trial.size(10, 60, 600);
    try (Load load =
        trial.load(
            4,
            Duration.ofMillis(1),
            (client, random) -> {
              Bytes key =
                  trial.key(String.format("k%03d/%d", random.nextInt(stable), random.nextInt(3)));
              if (random.nextBoolean()) {
                trial.put(key, trial.value());
              } else {
                trial.store().delete(DeleteRequest.of(key));
              }
            })) {
      for (int scan = 0; scan < scans; scan++) {
        int limit = 1 + trial.random().nextInt(7);
        List<Bytes> keys =
            trial.scan(GetRequest.of(trial.all()).limitedTo(limit)).stream()
                .map(KeyValue::key)
                .toList();
        List<Bytes> sorted = List.copyOf(new TreeSet<>(keys));
        Expect.that(keys.equals(sorted), "keys ascend, each once: " + Describe.keys(sorted), keys);
        long found =
            keys.stream().filter(key -> key.toUtf8().endsWith("/stable")).distinct().count();
        Expect.equal("the number of keys found that were there throughout", (long) stable, found);
      }
    }
    trial.checkHistory();
  }

  @Case(
      number = "36",
      tags = {Tag.C, Tag.X},
      contract = "R5.7",
      rule =
          "100,000 keys are paged completely within 60 s. (That the plugin's memory is bounded is"
              + " judged where the plugin is a process of its own.)")
  void get_manyKeys(Trial trial) {
    int keys = trial.size(5_000, 100_000, 1_000_000);
    Fill.with(trial, "k", keys);
    long begun = System.nanoTime();
    int pages = 0;
    Set<Bytes> found = new TreeSet<>();
    GetRequest request = GetRequest.of(trial.under("k"));
    boolean more = true;
    while (more) {
      GetResult page = trial.store().get(request);
      found.addAll(page.entries().stream().map(KeyValue::key).collect(Collectors.toSet()));
      request = request.startingAfter(page.entries().get(page.entries().size() - 1).key());
      more = page.more();
      pages++;
    }
    long millis = Duration.ofNanos(System.nanoTime() - begun).toMillis();
    trial.note(keys + " keys in " + pages + " pages within " + millis + " ms");
    Expect.equal("the number of keys", keys, found.size());
    Expect.equal(
        "the count", (long) keys, trial.store().count(CountRequest.of(trial.under("k"))).count());
    Expect.that(millis <= 60_000, "all pages within 60,000 ms", millis + " ms");
  }
}
