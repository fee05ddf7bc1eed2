package dev.holdfast.conformance.mutant;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetRequest.Content;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.ReadSet;
import dev.holdfast.store.engine.Scan;
import dev.holdfast.store.engine.StoreEngine;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Engines that validate less than they should. */
final class ReadSetMutants {

  private ReadSetMutants() {}

  /** M2: nothing that was read is validated, but for a key that the same commit writes alone. */
  static StoreEngine withoutValidation(StoreEngine engine) {
    return new ForwardingEngine(engine) {
      @Override
      public CompletableFuture<Outcome> commit(Attempt attempt) {
        if (attempt.reads().isPresent()) {
          LockSupport.parkNanos(EngineMutants.WINDOW_NANOS);
        }
        return super.commit(changed(attempt, reads -> written(reads, attempt)));
      }
    };
  }

  private static ReadSet written(ReadSet reads, Attempt attempt) {
    return keeping(
        reads,
        key ->
            attempt.mutations().size() == 1
                && attempt.mutations().get(0) instanceof Mutation.Put put
                && put.key().equals(key),
        interval -> false);
  }

  private static Attempt changed(Attempt attempt, UnaryOperator<ReadSet> change) {
    return new Attempt(
        attempt.operation(), attempt.reads().map(change), attempt.checks(), attempt.mutations());
  }

  /** M3: keys are validated, ranges are not. */
  static StoreEngine withoutRanges(StoreEngine engine) {
    return new Validating(engine, reads -> keeping(reads, key -> true, interval -> false));
  }

  /** M4: in ranges, only what is there now is looked at. */
  static StoreEngine withoutDeletesInRanges(StoreEngine engine) {
    return new Validating(
        engine,
        reads -> keeping(reads, key -> true, interval -> isPutInto(engine, reads, interval)));
  }

  private static boolean isPutInto(StoreEngine engine, ReadSet reads, KeyInterval interval) {
    Header snapshot = reads.snapshot();
    return engine
        .changes()
        .read(snapshot.revision(), snapshot.historyId())
        .join()
        .commits()
        .stream()
        .flatMap(commit -> commit.events().stream())
        .filter(Event.Put.class::isInstance)
        .anyMatch(event -> interval.contains(event.key()));
  }

  /** M5: what was counted is not validated. */
  static StoreEngine withoutCounts(StoreEngine engine) {
    return new Forgetting(engine) {
      @Override
      public CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf) {
        asOf.ifPresent(snapshot -> forget(snapshot, interval));
        return super.count(interval, asOf);
      }
    };
  }

  /** M35: what a delete found in its transaction is not validated. */
  static StoreEngine withoutDeletes(StoreEngine engine) {
    int mostDeleted = engine.info().limits().maxDeleteKeys();
    return new Forgetting(engine) {
      @Override
      public CompletableFuture<Page> read(Scan scan) {
        // So many keys, and keys only, are asked for by deletes alone.
        if (scan.content() == Content.KEYS_ONLY && scan.limit() == mostDeleted + 1) {
          scan.asOf().ifPresent(snapshot -> forget(snapshot, scan.interval()));
        }
        return super.read(scan);
      }
    };
  }

  private static ReadSet keeping(
      ReadSet reads, Predicate<Bytes> keys, Predicate<KeyInterval> intervals) {
    Set<Bytes> kept = reads.keys().stream().filter(keys).collect(Collectors.toSet());
    List<KeyInterval> left = reads.intervals().stream().filter(intervals).toList();
    return new ReadSet(reads.snapshot(), kept, left);
  }

  /** An engine that changes the read set of what it commits. */
  private static class Validating extends ForwardingEngine {

    private final UnaryOperator<ReadSet> change;

    Validating(StoreEngine engine, UnaryOperator<ReadSet> change) {
      super(engine);
      this.change = change;
    }

    @Override
    public CompletableFuture<Outcome> commit(Attempt attempt) {
      return super.commit(changed(attempt, change));
    }
  }

  /** An engine that leaves out of read sets what was read in some way. */
  private abstract static class Forgetting extends ForwardingEngine {

    private final Set<Reading> forgotten = ConcurrentHashMap.newKeySet();

    private record Reading(Header snapshot, KeyInterval interval) {}

    Forgetting(StoreEngine engine) {
      super(engine);
    }

    void forget(Header snapshot, KeyInterval interval) {
      forgotten.add(new Reading(snapshot, interval));
    }

    private boolean isKept(ReadSet reads, KeyInterval interval) {
      return !forgotten.contains(new Reading(reads.snapshot(), interval));
    }

    @Override
    public CompletableFuture<Outcome> commit(Attempt attempt) {
      Optional<ReadSet> kept =
          attempt
              .reads()
              .map(
                  reads ->
                      keeping(
                          reads,
                          key -> isKept(reads, KeyInterval.of(key)),
                          interval -> isKept(reads, interval)));
      return super.commit(
          new Attempt(attempt.operation(), kept, attempt.checks(), attempt.mutations()));
    }
  }
}
