package dev.holdfast.store.engine;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.OpenTransaction.End;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** The verbs that name a transaction. Their requests' arguments are judged already. */
final class TransactionVerbs {

  private final StoreEngine engine;
  private final Limits limits;
  private final Arguments arguments;
  private final LongSupplier nanoTime;
  private final TransactionTable table;
  private final String incarnation = "." + TxnId.random().value().substring(0, 16);

  TransactionVerbs(StoreEngine engine, LongSupplier nanoTime) {
    this.engine = engine;
    this.limits = engine.info().limits();
    this.arguments = new Arguments(engine.info());
    this.nanoTime = nanoTime;
    this.table = new TransactionTable(limits.maxOpenTxns(), nanoTime);
  }

  void sweep() {
    table.sweep();
  }

  CompletableFuture<BeginResult> begin(BeginRequest request) {
    TxnId id = new TxnId(request.id().orElseGet(TxnId::random).value() + incarnation);
    Duration lease = limits.clampLease(request.lease().orElse(limits.defaultLease()));
    return Futures.map(
        table.begin(id, () -> Futures.map(engine.current(), at -> open(id, at, lease, request))),
        transaction -> {
          requireOpen(transaction);
          if (transaction.mode() != request.mode()) {
            throw new StoreException(
                ErrorReason.BAD_REQUEST_ID,
                "transaction " + request.id().orElse(id) + " was begun in another mode before");
          }
          return transaction.begun();
        });
  }

  private OpenTransaction open(TxnId id, Header snapshot, Duration lease, BeginRequest request) {
    return new OpenTransaction(
        new BeginResult(id, snapshot, lease),
        request.mode(),
        engine.hold(snapshot),
        limits,
        nanoTime.getAsLong());
  }

  CompletableFuture<PutResult> put(PutRequest request) {
    return inTurn(
        request.txn(),
        transaction -> {
          requireWritable(transaction);
          Mutation put = Mutation.put(request.key(), request.value());
          write(transaction, put, request.key(), request.precondition());
          transaction.writes().put(request.key(), request.value());
          return done(new PutResult(transaction.snapshot(), OptionalLong.empty()));
        });
  }

  CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return inTurn(
        request.txn(),
        transaction -> {
          requireWritable(transaction);
          return Futures.map(
              delete(transaction, request.range(), request.precondition()),
              deleted -> new DeleteResult(transaction.snapshot(), deleted));
        });
  }

  /** Deletes what the transaction sees of a range, and notes that it was read. */
  private CompletableFuture<Long> delete(
      OpenTransaction transaction, KeyRange range, Precondition precondition) {
    KeyInterval interval = range.interval();
    return Futures.map(
        new SnapshotReader(engine, transaction).present(interval),
        keys -> {
          if (keys.size() > limits.maxDeleteKeys()) {
            throw Refusals.tooManyDeleted(range, limits);
          }
          write(transaction, Mutation.delete(range), interval.from(), precondition);
          transaction.count(arguments, Math.max(0, keys.size() - 1), 0);
          noteRead(transaction, range, interval, keys.size());
          keys.forEach(transaction.writes()::delete);
          return (long) keys.size();
        });
  }

  CompletableFuture<GetResult> get(GetRequest request) {
    return inTurn(
        request.txn(),
        transaction -> {
          OptimisticStore.requireFloor(request.floor(), transaction.snapshot());
          KeyInterval interval = OptimisticStore.intervalOf(request);
          int limit = OptimisticStore.limitOf(request, limits);
          return Futures.map(
              new SnapshotReader(engine, transaction).page(interval, limit, request.content()),
              page -> {
                KeyInterval read = page.next().map(interval::through).orElse(interval);
                noteRead(transaction, request.range(), read, page.entries().size());
                return new GetResult(
                    transaction.snapshot(), page.entries(), page.next().isPresent());
              });
        });
  }

  CompletableFuture<CountResult> count(CountRequest request) {
    return inTurn(
        request.txn(),
        transaction -> {
          OptimisticStore.requireFloor(request.floor(), transaction.snapshot());
          KeyInterval interval = request.range().interval();
          return Futures.map(
              new SnapshotReader(engine, transaction).count(interval),
              count -> {
                noteRead(transaction, request.range(), interval, 0);
                return new CountResult(transaction.snapshot(), count);
              });
        });
  }

  CompletableFuture<CommitResult> commit(CommitRequest request) {
    Bytes hash = ContentHash.of(request);
    Optional<CompletableFuture<OpenTransaction>> open = table.find(request.txn());
    if (open.isEmpty()) {
      return committedBefore(request.txn(), hash);
    }
    return Futures.compose(
        open.get(),
        transaction ->
            transaction
                .turns()
                .take(
                    () ->
                        transaction.end().isPresent()
                            ? committedBefore(request.txn(), hash)
                            : commit(transaction, request, hash)));
  }

  private CompletableFuture<CommitResult> commit(
      OpenTransaction transaction, CommitRequest request, Bytes hash) {
    if (!request.checks().isEmpty() || !request.mutations().isEmpty()) {
      requireWritable(transaction);
    }
    Iterator<Mutation> mutations = request.mutations().iterator();
    CompletableFuture<Boolean> buffered =
        Futures.call(
            () -> {
              for (Check check : request.checks()) {
                transaction.count(arguments, 1, Arguments.sizeOf(check));
                transaction.check(check.key(), check.precondition());
              }
              return Futures.untilPresent(
                  () ->
                      mutations.hasNext()
                          ? Futures.map(
                              buffer(transaction, mutations.next()), done -> Optional.empty())
                          : done(Optional.of(true)));
            });
    CompletableFuture<Outcome> committed =
        Futures.compose(buffered, done -> commitBuffered(transaction, hash));
    return Futures.map(
        committed,
        outcome -> {
          CommitResult result = new CommitResult(outcome.header(), outcome.revision());
          table.finish(transaction, new End.Committed(result, hash));
          return result;
        },
        failure -> commitFailed(transaction, failure));
  }

  private CompletableFuture<Void> buffer(OpenTransaction transaction, Mutation mutation) {
    if (mutation instanceof Mutation.Put put) {
      write(transaction, put, put.key(), Precondition.any());
      transaction.writes().put(put.key(), put.value());
      return CompletableFuture.completedFuture(null);
    }
    KeyRange range = ((Mutation.Delete) mutation).range();
    return delete(transaction, range, Precondition.any()).thenAccept(deleted -> {});
  }

  private CompletableFuture<Outcome> commitBuffered(OpenTransaction transaction, Bytes hash) {
    if (transaction.isIdle()) {
      return done(Outcome.unchanged(transaction.snapshot()));
    }
    transaction.beginCommit();
    return engine.commit(transaction.attempt(hash));
  }

  private void commitFailed(OpenTransaction transaction, StoreException failure) {
    ErrorReason reason = failure.reason();
    if (reason.mayHaveApplied()) {
      table.forget(transaction);
    } else if (reason.cure() == ErrorReason.Cure.RETRY_CALL
        || reason.cure() == ErrorReason.Cure.BACK_OFF) {
      transaction.abandonCommit(nanoTime.getAsLong());
    } else {
      table.finish(transaction, new End.Refused(failure));
    }
  }

  /** Answers the commit of a transaction that is not open: as it was answered before. */
  private CompletableFuture<CommitResult> committedBefore(TxnId id, Bytes hash) {
    Operation operation = Operation.transaction(id, hash);
    Optional<End> end = table.endOf(id);
    if (end.isEmpty()) {
      return Futures.map(
          engine.resolve(id),
          resolution -> {
            StoreEngine.Resolution commit = resolution.orElseThrow(() -> Refusals.unknown(id));
            Outcome.requireSameContent(operation, commit.hash());
            return new CommitResult(commit.outcome().header(), commit.outcome().revision());
          });
    }
    if (end.get() instanceof End.Committed committed) {
      Outcome.requireSameContent(operation, committed.hash());
      return done(committed.result());
    }
    if (end.get() instanceof End.Refused refused) {
      throw refused.failure();
    }
    throw TransactionTable.refusal(id, end.get());
  }

  CompletableFuture<Void> abort(TxnId id) {
    Optional<CompletableFuture<OpenTransaction>> open = table.find(id);
    if (open.isEmpty()) {
      return abortedBefore(id);
    }
    return Futures.compose(
        open.get(),
        transaction ->
            transaction
                .turns()
                .take(
                    () -> {
                      if (transaction.end().isPresent()) {
                        return abortedBefore(id);
                      }
                      table.finish(transaction, new End.Aborted());
                      return CompletableFuture.completedFuture(null);
                    }));
  }

  private CompletableFuture<Void> abortedBefore(TxnId id) {
    Optional<End> end = table.endOf(id);
    if (end.isEmpty()) {
      return ended(id);
    }
    if (end.get() instanceof End.Committed) {
      throw Refusals.finished(id, "committed");
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Runs a call on an open transaction in its turn. */
  private <T> CompletableFuture<T> inTurn(
      Optional<TxnId> txn, Function<OpenTransaction, CompletableFuture<T>> call) {
    TxnId id = txn.orElseThrow();
    Optional<CompletableFuture<OpenTransaction>> open = table.find(id);
    if (open.isEmpty()) {
      Optional<End> end = table.endOf(id);
      if (end.isPresent()) {
        throw TransactionTable.refusal(id, end.get());
      }
      return ended(id);
    }
    return Futures.compose(
        open.get(),
        transaction ->
            transaction
                .turns()
                .take(
                    () -> {
                      requireOpen(transaction);
                      return Futures.mapFailure(
                          call.apply(transaction), failure -> expireWith(transaction, failure));
                    }));
  }

  /** Ends a transaction whose snapshot the engine no longer has. */
  private StoreException expireWith(OpenTransaction transaction, StoreException failure) {
    if (failure.reason() != ErrorReason.COMPACTED
        && failure.reason() != ErrorReason.HISTORY_CHANGED) {
      return failure;
    }
    table.finish(transaction, new End.Expired());
    return Refusals.snapshotGone(transaction.snapshot().revision());
  }

  private static void requireOpen(OpenTransaction transaction) {
    transaction
        .end()
        .ifPresent(
            end -> {
              throw TransactionTable.refusal(transaction.id(), end);
            });
  }

  /** Tells of a transaction that this store does not remember: committed once, or never. */
  private <T> CompletableFuture<T> ended(TxnId id) {
    return Futures.map(
        engine.resolve(id),
        resolution -> {
          throw resolution.isPresent() ? Refusals.finished(id, "committed") : Refusals.unknown(id);
        });
  }

  private void write(
      OpenTransaction transaction, Mutation mutation, Bytes key, Precondition precondition) {
    boolean conditional = precondition != Precondition.any();
    transaction.count(arguments, conditional ? 2 : 1, Arguments.sizeOf(mutation));
    if (conditional) {
      transaction.check(key, precondition);
    }
  }

  private static void noteRead(
      OpenTransaction transaction, KeyRange range, KeyInterval interval, long keys) {
    if (transaction.readOnly()) {
      return;
    }
    if (range instanceof KeyRange.SingleKey single) {
      transaction.reads().key(single.key());
    } else {
      transaction.reads().interval(interval, keys);
    }
  }

  private static void requireWritable(OpenTransaction transaction) {
    if (transaction.readOnly()) {
      throw new StoreException(
          ErrorReason.TXN_READ_ONLY, "transaction " + transaction.id() + " was begun to read only");
    }
  }

  private static <T> CompletableFuture<T> done(T value) {
    return CompletableFuture.completedFuture(value);
  }
}
