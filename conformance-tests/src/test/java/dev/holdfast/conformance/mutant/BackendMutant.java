package dev.holdfast.conformance.mutant;

import dev.holdfast.conformance.BackendControl;
import dev.holdfast.conformance.Facility;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.engine.OptimisticStore;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.Scan;
import dev.holdfast.store.engine.StoreEngine;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Stores on databases that are only played: all of them are stopped and started together. */
final class BackendMutant implements FaultyStore {

  private final String name;
  private final UnaryOperator<StoreInfo> toldWhileAway;
  private final BiFunction<StoreEngine, Attempt, CompletableFuture<Outcome>> committedWhileAway;
  private final Optional<Function<Journal, List<List<Mutation>>>> recovery;
  private final List<Database> databases = new CopyOnWriteArrayList<>();
  private volatile boolean away;

  private BackendMutant(
      String name,
      UnaryOperator<StoreInfo> toldWhileAway,
      BiFunction<StoreEngine, Attempt, CompletableFuture<Outcome>> committedWhileAway,
      Optional<Function<Journal, List<List<Mutation>>>> recovery) {
    this.name = name;
    this.toldWhileAway = toldWhileAway;
    this.committedWhileAway = committedWhileAway;
    this.recovery = recovery;
  }

  /** Databases that lose nothing, and stores that say so when they are away. */
  static BackendMutant sound() {
    return lossless(
        "sound", info -> info.in(StoreInfo.State.DEGRADED), (engine, attempt) -> away());
  }

  /** M36: nothing tells that the database is away. */
  static BackendMutant confident() {
    return lossless("M36", info -> info, (engine, attempt) -> away());
  }

  /** M37: what the database took before it was cut off is reported as not applied. */
  static BackendMutant hasty() {
    return lossless(
        "M37",
        info -> info.in(StoreInfo.State.DEGRADED),
        (engine, attempt) -> Futures.compose(engine.commit(attempt), taken -> away()));
  }

  /** M38: revisions begin again when the database is started, in the same history. */
  static BackendMutant restarted() {
    return recovering("M38", Journal::stateAlone);
  }

  /** M39: a database that is started lacks what it acknowledged last. */
  static BackendMutant unwritten() {
    return recovering("M39", Journal::withoutItsEnd);
  }

  private static BackendMutant lossless(
      String name,
      UnaryOperator<StoreInfo> toldWhileAway,
      BiFunction<StoreEngine, Attempt, CompletableFuture<Outcome>> committedWhileAway) {
    return new BackendMutant(name, toldWhileAway, committedWhileAway, Optional.empty());
  }

  private static BackendMutant recovering(
      String name, Function<Journal, List<List<Mutation>>> recovery) {
    return new BackendMutant(
        name,
        info -> info.in(StoreInfo.State.DEGRADED),
        (engine, attempt) -> away(),
        Optional.of(recovery));
  }

  private static <T> CompletableFuture<T> away() {
    return CompletableFuture.failedFuture(
        new StoreException(ErrorReason.NOT_APPLIED, "the database is away"));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String front() {
    return "in-process";
  }

  /** Only the cases that stop the database: the others would judge the store in memory. */
  @Override
  public Set<Facility> facilities() {
    return Set.of(Facility.BACKEND);
  }

  @Override
  public BackendControl backendControl() {
    return new BackendControl() {
      @Override
      public void stop() {
        away = true;
      }

      @Override
      public void start() {
        recovery.ifPresent(found -> databases.forEach(database -> database.recover(found)));
        away = false;
      }
    };
  }

  @Override
  public StoreInfo describe() {
    try (Store store = open(StoreOptions.none())) {
      return store.blocking().info().in(StoreInfo.State.UNCONFIGURED);
    }
  }

  @Override
  public Store open(StoreOptions options) {
    Database database = new Database(options);
    databases.add(database);
    return new OptimisticStore(new Connection(database));
  }

  /** A database that is only played. */
  private static final class Database {

    private final StoreOptions options;
    private final String history = TxnId.random().value();
    private final Journal journal = new Journal();
    private final AtomicReference<StoreEngine> running;

    Database(StoreOptions options) {
      this.options = options;
      this.running =
          new AtomicReference<>(journal.of(MemoryStoreProvider.engine(options, history)));
    }

    StoreEngine running() {
      return running.get();
    }

    void recover(Function<Journal, List<List<Mutation>>> recovery) {
      StoreEngine next = MemoryStoreProvider.engine(options, history);
      StoreEngine before =
          running.getAndSet(journal.of(Journal.replay(recovery.apply(journal), next)));
      before.close();
    }
  }

  /** An engine on a database, which fails while that is away. */
  private final class Connection extends ForwardingEngine {

    private final Database database;

    Connection(Database database) {
      super(database::running);
      this.database = database;
    }

    @Override
    public StoreInfo info() {
      StoreInfo info = super.info();
      return away ? toldWhileAway.apply(info) : info;
    }

    @Override
    public CompletableFuture<Header> current() {
      return there(super::current);
    }

    @Override
    public CompletableFuture<Page> read(Scan scan) {
      return there(() -> super.read(scan));
    }

    @Override
    public CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf) {
      return there(() -> super.count(interval, asOf));
    }

    @Override
    public CompletableFuture<Outcome> commit(Attempt attempt) {
      return away ? committedWhileAway.apply(database.running(), attempt) : super.commit(attempt);
    }

    @Override
    public CompletableFuture<Optional<Resolution>> resolve(TxnId txn) {
      return there(() -> super.resolve(txn));
    }

    private <T> CompletableFuture<T> there(Supplier<CompletableFuture<T>> call) {
      return away ? away() : call.get();
    }
  }
}
