package dev.holdfast.conformance.mutant;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetRequest.Content;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.ReadSet;
import dev.holdfast.store.engine.Scan;
import dev.holdfast.store.engine.StoreEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Engines whose parts work in the wrong order. */
final class EngineMutants {

  /** How long the moment lasts in which others may come between. */
  static final long WINDOW_NANOS = 200_000;

  private EngineMutants() {}

  /** M1: commits that overlap become visible out of order, and the log is read by its last id. */
  static final class NaivePoller extends ForwardingEngine {

    private static final long HIDDEN_NANOS = 100 * WINDOW_NANOS;

    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<Long, Long> firstSeen = new ConcurrentHashMap<>();
    private final ChangeLog log;
    private volatile long overlapped = System.nanoTime() - HIDDEN_NANOS;

    NaivePoller(StoreEngine engine) {
      super(engine);
      this.log = new Log(engine.changes());
    }

    @Override
    public CompletableFuture<Outcome> commit(Attempt attempt) {
      if (underWay.getAndIncrement() > 0) {
        overlapped = System.nanoTime();
      }
      try {
        CompletableFuture<Outcome> committed = super.commit(attempt);
        LockSupport.parkNanos(WINDOW_NANOS / 4);
        return committed;
      } finally {
        underWay.decrementAndGet();
      }
    }

    /** Every other commit takes its time to become visible while commits overlap. */
    private boolean isVisible(long revision) {
      long now = System.nanoTime();
      return revision % 2 == 0
          || now - overlapped >= HIDDEN_NANOS
          || now - firstSeen.computeIfAbsent(revision, unseen -> now) >= HIDDEN_NANOS;
    }

    @Override
    public ChangeLog changes() {
      return log;
    }

    private final class Log extends ForwardingLog {

      Log(ChangeLog whole) {
        super(whole);
      }

      @Override
      public CompletableFuture<Stretch> read(long after, String historyId) {
        return Futures.map(
            super.read(after, historyId),
            stretch -> {
              List<Commit> visible =
                  stretch.commits().stream()
                      .filter(commit -> isVisible(commit.revision()))
                      .toList();
              long last = visible.isEmpty() ? after : visible.get(visible.size() - 1).revision();
              return new Stretch(visible, last);
            });
      }
    }
  }

  /** M6: reads and checks are judged first, and the lock is taken afterwards. */
  static final class StaleValidation extends ForwardingEngine {

    StaleValidation(StoreEngine engine) {
      super(engine);
    }

    @Override
    public CompletableFuture<Outcome> commit(Attempt attempt) {
      boolean judged = attempt.reads().isPresent() || !attempt.checks().isEmpty();
      if (!judged || !holds(attempt)) {
        return super.commit(attempt);
      }
      LockSupport.parkNanos(WINDOW_NANOS);
      return super.commit(
          new Attempt(attempt.operation(), Optional.empty(), List.of(), attempt.mutations()));
    }

    private boolean holds(Attempt attempt) {
      for (Check check : attempt.checks()) {
        Scan scan = new Scan(KeyInterval.of(check.key()), 1, Content.KEYS_ONLY, Optional.empty());
        if (!check.precondition().holdsFor(read(scan).join().entries().stream().findFirst())) {
          return false;
        }
      }
      return attempt.reads().map(this::isUntouched).orElse(true);
    }

    private boolean isUntouched(ReadSet reads) {
      Header snapshot = reads.snapshot();
      CompletableFuture<ChangeLog.Stretch> since =
          changes().read(snapshot.revision(), snapshot.historyId());
      return !since.isCompletedExceptionally()
          && since.join().commits().stream()
              .flatMap(commit -> commit.events().stream())
              .map(Event::key)
              .noneMatch(
                  key ->
                      reads.keys().contains(key)
                          || reads.intervals().stream().anyMatch(read -> read.contains(key)));
    }
  }

  /** M7: a transaction of more than a few changes is written one by one. */
  static final class KeyByKey extends ForwardingEngine {

    private static final int FEW = 8;
    private static final int MANY = 100;

    KeyByKey(StoreEngine engine) {
      super(engine);
    }

    @Override
    public CompletableFuture<Outcome> commit(Attempt attempt) {
      List<Mutation> mutations = attempt.mutations();
      if (mutations.size() <= FEW) {
        return super.commit(attempt);
      }
      int last = mutations.size() - 1;
      for (int i = 0; i < last; i++) {
        CompletableFuture<Outcome> part =
            super.commit(
                new Attempt(
                    Optional.empty(),
                    i == 0 ? attempt.reads() : Optional.empty(),
                    i == 0 ? attempt.checks() : List.of(),
                    List.of(mutations.get(i))));
        if (part.isCompletedExceptionally()) {
          return part;
        }
        if (mutations.size() <= MANY) {
          LockSupport.parkNanos(WINDOW_NANOS);
        }
      }
      return super.commit(
          new Attempt(
              attempt.operation(), Optional.empty(), List.of(), mutations.subList(last, last + 1)));
    }
  }

  /** M33: the state at a snapshot is put together from the log first and the entries then. */
  static final class LogBeforeEntries extends ForwardingEngine {

    LogBeforeEntries(StoreEngine engine) {
      super(engine);
    }

    @Override
    public CompletableFuture<Page> read(Scan scan) {
      return scan.asOf().isPresent()
          ? Futures.call(() -> CompletableFuture.completedFuture(at(scan, scan.asOf().get())))
          : super.read(scan);
    }

    private Page at(Scan scan, Header snapshot) {
      Map<Bytes, Optional<KeyValue>> changedSince = changedSince(snapshot);
      LockSupport.parkNanos(WINDOW_NANOS);
      NavigableMap<Bytes, KeyValue> state = new TreeMap<>();
      for (KeyValue entry : latest(scan.interval())) {
        if (entry.modRevision() <= snapshot.revision()) {
          state.put(entry.key(), entry);
        }
      }
      changedSince.forEach(
          (key, before) -> {
            if (before.isPresent() && scan.interval().contains(key)) {
              state.put(key, before.get());
            }
          });
      Page.Builder page = new Page.Builder(scan.limit(), info().limits());
      boolean keysOnly = scan.content() == Content.KEYS_ONLY;
      for (KeyValue entry : state.values()) {
        if (!page.add(keysOnly ? entry.withoutValue() : entry)) {
          break;
        }
      }
      return page.at(snapshot);
    }

    private Map<Bytes, Optional<KeyValue>> changedSince(Header snapshot) {
      Map<Bytes, Optional<KeyValue>> before = new TreeMap<>();
      long after = snapshot.revision();
      while (true) {
        ChangeLog.Stretch stretch = changes().read(after, snapshot.historyId()).join();
        if (stretch.commits().isEmpty()) {
          return before;
        }
        for (ChangeLog.Commit commit : stretch.commits()) {
          commit.events().forEach(event -> before.putIfAbsent(event.key(), event.previous()));
        }
        after = stretch.through();
      }
    }

    private List<KeyValue> latest(KeyInterval interval) {
      List<KeyValue> entries = new ArrayList<>();
      Optional<KeyInterval> rest = Optional.of(interval);
      while (rest.isPresent()) {
        KeyInterval part = rest.get();
        Page page = super.read(new Scan(part, 10_000, Content.ENTRIES, Optional.empty())).join();
        entries.addAll(page.entries());
        rest = page.next().map(part::startingAt);
      }
      return entries;
    }
  }
}
