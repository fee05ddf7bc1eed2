package dev.holdfast.store.engine;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.Floor;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A {@link Store} on a {@link StoreEngine}: single operations are attempts of their own, and
 * transactions are kept in memory until their commit.
 *
 * <p>Nothing is held in the backend between two calls. A transaction is its snapshot, what it has
 * read and what it will write; abandoning it costs memory until its lease runs out.
 */
public final class OptimisticStore implements Store {

  private final StoreEngine engine;
  private final Arguments arguments;
  private final ScheduledThreadPoolExecutor timer;
  private final TransactionVerbs transactions;
  private final WatchVerb watches;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Makes a store of an engine, and owns the engine from then on.
   *
   * @param engine the engine
   */
  public OptimisticStore(StoreEngine engine) {
    this.engine = engine;
    this.arguments = new Arguments(engine.info());
    this.timer =
        new ScheduledThreadPoolExecutor(
            1, Threads.named("holdfast-" + engine.info().name() + "-timer"));
    timer.setRemoveOnCancelPolicy(true);
    this.transactions = new TransactionVerbs(engine, System::nanoTime);
    this.watches = new WatchVerb(engine, timer);
    long sweepMillis = Math.min(1_000, engine.info().limits().minLease().toMillis() / 2 + 1);
    var unused =
        timer.scheduleWithFixedDelay(
            transactions::sweep, sweepMillis, sweepMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return CompletableFuture.completedFuture(engine.info());
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return checked(
        judge -> judge.check(request),
        () -> request.txn().isPresent() ? transactions.put(request) : putAlone(request));
  }

  private CompletableFuture<PutResult> putAlone(PutRequest request) {
    Attempt attempt =
        new Attempt(
            request.requestId().map(id -> Operation.request(id, ContentHash.of(request))),
            Optional.empty(),
            checks(request.key(), request.precondition()),
            List.of(Mutation.put(request.key(), request.value())));
    return Futures.map(
        engine.commit(attempt), outcome -> new PutResult(outcome.header(), outcome.revision()));
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    return checked(
        judge -> judge.check(request),
        () -> {
          if (request.txn().isPresent()) {
            return transactions.get(request);
          }
          Limits limits = engine.info().limits();
          Scan scan =
              new Scan(
                  intervalOf(request),
                  limitOf(request, limits),
                  request.content(),
                  Optional.empty());
          return Futures.map(
              engine.read(scan),
              page -> {
                requireFloor(request.floor(), page.header());
                return new GetResult(page.header(), page.entries(), page.next().isPresent());
              });
        });
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return checked(
        judge -> judge.check(request),
        () -> request.txn().isPresent() ? transactions.delete(request) : deleteAlone(request));
  }

  private CompletableFuture<DeleteResult> deleteAlone(DeleteRequest request) {
    Attempt attempt =
        new Attempt(
            request.requestId().map(id -> Operation.request(id, ContentHash.of(request))),
            Optional.empty(),
            checks(request.range().interval().from(), request.precondition()),
            List.of(Mutation.delete(request.range())));
    return Futures.map(
        engine.commit(attempt), outcome -> new DeleteResult(outcome.header(), outcome.deleted()));
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return checked(
        judge -> {
          judge.checkTxn(request.txn());
          judge.checkRange(request.range());
        },
        () ->
            request.txn().isPresent()
                ? transactions.count(request)
                : Futures.map(
                    engine.count(request.range().interval(), Optional.empty()),
                    result -> {
                      requireFloor(request.floor(), result.header());
                      return result;
                    }));
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    return checked(
        judge -> {
          judge.require(Capability.TRANSACTIONS);
          request.id().ifPresent(judge::checkChosen);
        },
        () -> transactions.begin(request));
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return checked(
        judge -> judge.check(request),
        () ->
            request.kind() == CommitRequest.Kind.ONE_SHOT
                ? commitOneShot(request)
                : transactions.commit(request));
  }

  private CompletableFuture<CommitResult> commitOneShot(CommitRequest request) {
    Attempt attempt =
        new Attempt(
            Optional.of(Operation.transaction(request.txn(), ContentHash.of(request))),
            Optional.empty(),
            request.checks(),
            request.mutations());
    return Futures.map(
        engine.commit(attempt), outcome -> new CommitResult(outcome.header(), outcome.revision()));
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return checked(
        judge -> {
          judge.require(Capability.TRANSACTIONS);
          judge.checkTxn(Optional.of(txn));
        },
        () -> transactions.abort(txn));
  }

  @Override
  public Watch watch(WatchRequest request) {
    try {
      requireOpen();
      arguments.check(request);
      return watches.open(request);
    } catch (RuntimeException e) {
      return new FailedWatch(e);
    }
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      timer.shutdownNow();
      engine.close();
    }
  }

  private <T> CompletableFuture<T> checked(
      Consumer<Arguments> check, Supplier<CompletableFuture<T>> call) {
    return Futures.call(
        () -> {
          requireOpen();
          check.accept(arguments);
          return call.get();
        });
  }

  private void requireOpen() {
    if (closed.get()) {
      throw Refusals.closed();
    }
  }

  private static List<Check> checks(Bytes key, Precondition precondition) {
    return precondition == Precondition.any() ? List.of() : List.of(new Check(key, precondition));
  }

  static KeyInterval intervalOf(GetRequest request) {
    KeyInterval interval = request.range().interval();
    return request.startAfter().map(interval::after).orElse(interval);
  }

  static int limitOf(GetRequest request, Limits limits) {
    return Math.min(request.limit().orElse(Integer.MAX_VALUE), limits.maxPageEntries());
  }

  static void requireFloor(Floor floor, Header header) {
    if (floor.historyId().isPresent() && !floor.historyId().get().equals(header.historyId())) {
      throw Refusals.historyChanged(header);
    }
    if (floor.revision() > header.revision()) {
      throw Refusals.futureRevision(floor.revision(), header.revision());
    }
  }
}
