package dev.holdfast.conformance.mutant;

import dev.holdfast.conformance.Facility;
import dev.holdfast.conformance.StorePlace;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.Operation;
import dev.holdfast.store.engine.OptimisticStore;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.StoreEngine;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Stores in memory that share one engine, as processes share a database, at the same time or one
 * after the other.
 *
 * @param name its name in the specification
 * @param fault what is put between the engine and the stores
 * @param process what is put between that and each store
 */
record PairMutant(String name, UnaryOperator<StoreEngine> fault, UnaryOperator<StoreEngine> process)
    implements FaultyStore {

  /** Stores that share an engine, and keep every promise. */
  static PairMutant sound() {
    return new PairMutant("sound", UnaryOperator.identity(), UnaryOperator.identity());
  }

  /** M6: reads and checks are judged first, and the lock is taken afterwards. */
  static PairMutant stale() {
    return new PairMutant("M6", EngineMutants.StaleValidation::new, UnaryOperator.identity());
  }

  /** M34: what is unknown is answered without seeing to it that it stays unknown. */
  static PairMutant unfenced() {
    return new PairMutant("M34", Unfenced::new, UnaryOperator.identity());
  }

  /** M41: what a transaction came to is kept by the process, and not beside what it wrote. */
  static PairMutant forgetful() {
    return new PairMutant("M41", UnaryOperator.identity(), Forgetful::new);
  }

  /** M42: the last revision that is gone is passed over, and what follows it is told. */
  static PairMutant passingOver() {
    return new PairMutant("M42", UnaryOperator.identity(), PassingOver::new);
  }

  @Override
  public String front() {
    return "in-process";
  }

  @Override
  public Set<Facility> facilities() {
    return Set.of(Facility.STORE, Facility.SHARE, Facility.REOPEN);
  }

  @Override
  public StoreInfo describe() {
    try (Store store = open(StoreOptions.none())) {
      return store.blocking().info().in(StoreInfo.State.UNCONFIGURED);
    }
  }

  @Override
  public Store open(StoreOptions options) {
    return newPlace().open(options);
  }

  @Override
  public StorePlace newPlace() {
    StoreEngine[] shared = new StoreEngine[1];
    return options -> {
      if (shared[0] == null) {
        shared[0] = fault.apply(new Lasting(MemoryStoreProvider.engine(options)));
      }
      return new OptimisticStore(
          new Described(
              process.apply(shared[0]),
              info -> Described.with(info, Capability.SHARED, Capability.DURABLE)));
    };
  }

  /** An engine that stays when a store on it is closed. */
  private static final class Lasting extends ForwardingEngine {

    Lasting(StoreEngine engine) {
      super(engine);
    }

    @Override
    public void close() {
      // The other store goes on.
    }
  }

  /** An engine that looks a transaction up, and leaves it as it is. */
  private static final class Unfenced extends ForwardingEngine {

    private final Map<String, Resolution> committed = new ConcurrentHashMap<>();

    Unfenced(StoreEngine engine) {
      super(engine);
    }

    @Override
    public CompletableFuture<Outcome> commit(Attempt attempt) {
      return Futures.map(
          super.commit(attempt),
          outcome -> {
            attempt
                .operation()
                .filter(operation -> operation.kind() == Operation.Kind.TRANSACTION)
                .ifPresent(
                    operation ->
                        committed.put(operation.id(), new Resolution(outcome, operation.hash())));
            return outcome;
          });
    }

    @Override
    public CompletableFuture<Optional<Resolution>> resolve(TxnId txn) {
      return CompletableFuture.completedFuture(Optional.ofNullable(committed.get(txn.value())));
    }
  }

  /** An engine that knows the transactions of its own process alone. */
  private static final class Forgetful extends ForwardingEngine {

    private final Set<String> committed = ConcurrentHashMap.newKeySet();

    Forgetful(StoreEngine engine) {
      super(engine);
    }

    @Override
    public CompletableFuture<Outcome> commit(Attempt attempt) {
      attempt.operation().ifPresent(operation -> committed.add(operation.id()));
      return super.commit(attempt);
    }

    @Override
    public CompletableFuture<Optional<Resolution>> resolve(TxnId txn) {
      return committed.contains(txn.value())
          ? super.resolve(txn)
          : CompletableFuture.completedFuture(Optional.empty());
    }
  }

  /** An engine whose log begins right where history was cut, for who asks just below. */
  private static final class PassingOver extends ForwardingEngine {

    PassingOver(StoreEngine engine) {
      super(engine);
    }

    @Override
    public ChangeLog changes() {
      return new ForwardingLog(super.changes()) {
        @Override
        public CompletableFuture<Stretch> read(long after, String historyId) {
          return super.read(after, historyId)
              .exceptionallyCompose(
                  failure ->
                      isGoneThrough(after + 1, failure)
                          ? super.read(after + 1, historyId)
                          : CompletableFuture.failedFuture(failure));
        }
      };
    }

    private static boolean isGoneThrough(long revision, Throwable failure) {
      StoreException refusal = StoreException.from(failure);
      return Long.toString(revision).equals(refusal.metadata().get("compact_revision"));
    }
  }
}
