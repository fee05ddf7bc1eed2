package dev.holdfast.conformance.mutant;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.StoreEngine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;

/** The changes of an engine by revision, from which the next one makes its state. */
final class Journal {

  private static final int NOT_YET_WRITTEN = 5;

  private final NavigableMap<Long, List<Mutation>> changes = new ConcurrentSkipListMap<>();

  /** Returns an engine whose changes are noted here. */
  StoreEngine of(StoreEngine engine) {
    return new ForwardingEngine(engine) {
      @Override
      public CompletableFuture<Outcome> commit(Attempt attempt) {
        return Futures.map(
            super.commit(attempt),
            outcome -> {
              outcome.revision().ifPresent(revision -> changes.put(revision, attempt.mutations()));
              return outcome;
            });
      }
    };
  }

  /** Makes changes in an engine that is new, and returns it. */
  static StoreEngine replay(List<List<Mutation>> changes, StoreEngine engine) {
    for (List<Mutation> commit : changes) {
      engine.commit(new Attempt(Optional.empty(), Optional.empty(), List.of(), commit)).join();
    }
    return engine;
  }

  /** Returns all changes. */
  List<List<Mutation>> whole() {
    return List.copyOf(changes.values());
  }

  /** Returns one change that makes the state that all of them made. */
  List<List<Mutation>> stateAlone() {
    Map<Bytes, Mutation> state = new TreeMap<>();
    for (List<Mutation> commit : changes.values()) {
      for (Mutation change : commit) {
        if (change instanceof Mutation.Put put) {
          state.put(put.key(), put);
        } else if (change instanceof Mutation.Delete delete) {
          state.keySet().removeIf(delete.range().interval()::contains);
        }
      }
    }
    return List.of(new ArrayList<>(state.values()));
  }

  /** Returns all changes but the last few. */
  List<List<Mutation>> withoutItsEnd() {
    List<List<Mutation>> all = whole();
    return all.subList(0, Math.max(0, all.size() - NOT_YET_WRITTEN));
  }

  /** Returns all changes, of the last one with several keys the first key alone. */
  List<List<Mutation>> withHalfATransaction() {
    List<List<Mutation>> all = new ArrayList<>(whole());
    for (int i = all.size() - 1; i >= 0; i--) {
      if (all.get(i).size() > 1) {
        all.set(i, all.get(i).subList(0, 1));
        break;
      }
    }
    return all;
  }
}
