package dev.holdfast.conformance.cases;

import dev.holdfast.conformance.Case;
import dev.holdfast.conformance.Expect;
import dev.holdfast.conformance.Load;
import dev.holdfast.conformance.Tag;
import dev.holdfast.conformance.Trial;
import dev.holdfast.conformance.Watcher;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Many watches, slow watches, watches that are given up. */
final class WatchLoadCases {

  @Case(
      number = "106",
      tags = Tag.W,
      contract = {"R9.12", "R9.16"},
      rule =
          "A consumer that reads nothing for 10 s under load does not affect others, and then is"
              + " told everything, or is refused and resumes without a gap. (That the plugin's"
              + " memory is bounded is judged where the plugin is a process of its own.)")
  void watch_slowConsumer(Trial trial) throws InterruptedException {
    long start = trial.put(trial.key("first"), trial.value());
    AtomicLong latest = new AtomicLong(start);
    Duration silence = Duration.ofMillis(trial.size(1_000, 10_000, 60_000));
    WatchRequest request = WatchRequest.after(start, trial.all());
    try (Watch slow = trial.async().watch(request)) {
      Expect.that(
          BlockingStore.await(slow.next()) instanceof WatchResponse.Created,
          "the first message is Created",
          "another");
      Watcher fast = trial.watch(request);
      long slowest = 0;
      try (Load load =
          trial.load(
              4,
              Duration.ofMillis(4),
              (client, random) -> {
                Bytes key = trial.key(client + "/" + random.nextInt(50));
                latest.accumulateAndGet(trial.put(key, noise(random)), Math::max);
              })) {
        long end = System.nanoTime() + silence.toNanos();
        while (System.nanoTime() < end) {
          long begun = System.nanoTime();
          fast.through(latest.get());
          slowest = Math.max(slowest, System.nanoTime() - begun);
          trial.pass(Duration.ofMillis(20));
        }
      }
      trial.note("slowest catch-up of another watcher: " + slowest / 1_000_000 + " ms");
      long last = trial.put(trial.key("last"), trial.value());
      fast.through(last);
      finish(trial, slow, last);
    }
    trial.checkHistory();
  }

  private static Bytes noise(RandomGenerator random) {
    byte[] bytes = new byte[1_024];
    random.nextBytes(bytes);
    return Bytes.wrap(bytes);
  }

  /** Reads the slow watch to its end, and goes on with another where it is refused. */
  private static void finish(Trial trial, Watch slow, long last) throws InterruptedException {
    Drain.Outcome outcome = Drain.through(trial, slow, last);
    if (outcome.end().isPresent()) {
      Expect.refused(
          "a slow consumer",
          outcome.end().get(),
          List.of(ErrorReason.SLOW_CONSUMER, ErrorReason.NOT_APPLIED, ErrorReason.COMPACTED));
      trial.note("the slow consumer was refused at revision " + outcome.told());
      if (outcome.end().get().reason() != ErrorReason.COMPACTED) {
        trial.watch(WatchRequest.after(outcome.told(), trial.all())).through(last);
      }
    }
  }

  @Case(
      number = "107",
      tags = Tag.W,
      contract = "R9.15",
      rule =
          "A watch that is given up ends promptly; 5,000 opened and given up (more where"
              + " max_watches is more, so that a leak is found) leave nothing behind; watches of"
              + " one client are independent.")
  void watch_openedAndClosed(Trial trial) {
    int most = trial.limits().maxWatches();
    int cycles =
        Math.max(
            trial.size(1_000, 5_000, 5_000),
            Math.min(most, trial.size(2_000, 20_000, 20_000)) + 100);
    Watcher lasting = trial.watchNow(trial.all());
    for (int i = 0; i < cycles; i++) {
      Watch watch = trial.async().watch(WatchRequest.now(trial.all()));
      var first = watch.next();
      if (i % 2 == 0) {
        BlockingStore.await(first);
      }
      if (i % 4 == 0) {
        first = watch.next();
      }
      watch.close();
      if (i % 100 == 0) {
        long revision = trial.put(trial.key("a"), trial.value());
        lasting.through(revision);
      }
    }
    trial.note(cycles + " watches were opened and given up, max_watches is " + most);
    long revision = trial.put(trial.key("a"), trial.value());
    lasting.through(revision);
    trial.checkHistory();
  }

  @Case(
      number = "108",
      tags = Tag.W,
      contract = {"R9.7", "R9.5"},
      rule = "1,000 watches on 1,000 prefixes each see their own events only, and all of them.")
  void watch_manyPrefixes(Trial trial) {
    int watches = Math.min(trial.size(200, 1_000, 1_000), trial.limits().maxWatches() - 2);
    int rounds = trial.size(2, 3, 30);
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < watches; i++) {
      watchers.add(trial.watch(WatchRequest.now(trial.under("p" + i + "/"))));
    }
    watchers.forEach(Watcher::created);
    noteLag(trial, watchers.subList(0, watches / 5));
    List<PutResult> puts = List.of();
    for (int round = 0; round < rounds; round++) {
      puts =
          trial.pipeline(
              watches,
              i -> trial.async().put(PutRequest.of(trial.key("p" + i + "/k"), trial.value())));
    }
    for (int i = 0; i < watches; i++) {
      watchers.get(i).through(puts.get(i).modRevision().orElseThrow());
      int expected = i < watches / 5 ? rounds + 1 : rounds;
      Expect.equal("the number of events of one prefix", expected, watchers.get(i).events().size());
    }
    trial.checkHistory();
  }

  /** Puts one key after the other, each once the one before was told. */
  private static void noteLag(Trial trial, List<Watcher> watchers) {
    List<Long> lags = new ArrayList<>();
    for (int i = 0; i < watchers.size(); i++) {
      long revision = trial.put(trial.key("p" + i + "/k"), trial.value());
      long begun = System.nanoTime();
      watchers.get(i).through(revision);
      lags.add(System.nanoTime() - begun);
    }
    Collections.sort(lags);
    long p99 = lags.get(lags.size() * 99 / 100 - 1);
    trial.note("lag p99 " + p99 / 1_000 + " us, of " + lags.size() + " puts");
  }

  @Case(
      number = "110",
      tags = Tag.W,
      contract = {"R9.15", "R10.5"},
      rule =
          "One watch over max_watches is refused with TOO_MANY_WATCHES; when others are closed it"
              + " works again.")
  void watch_tooMany(Trial trial) {
    int most = trial.limits().maxWatches();
    int cap = 20_000;
    List<Watch> open = new ArrayList<>();
    try {
      trial.pipeline(
          Math.min(most, cap),
          i -> {
            open.add(trial.async().watch(WatchRequest.now(KeyRange.key(trial.key("k" + i)))));
            return open.get(i).next();
          });
      if (most > cap) {
        trial.note("max_watches is " + most + "; " + cap + " were open at once");
        return;
      }
      WatchRequest request = WatchRequest.now(trial.all());
      Expect.refused(
          "one watch over max_watches",
          trial.watch(request).failure(),
          List.of(ErrorReason.TOO_MANY_WATCHES));
      open.get(0).close();
      trial.until("a closed watch makes room", trial.patience(), () -> opens(trial, request));
    } finally {
      open.forEach(Watch::close);
    }
  }

  private static boolean opens(Trial trial, WatchRequest request) {
    try (Watch watch = trial.async().watch(request)) {
      BlockingStore.await(watch.next());
      return true;
    } catch (StoreException e) {
      Expect.refused("a watch", e, List.of(ErrorReason.TOO_MANY_WATCHES));
      return false;
    }
  }
}
