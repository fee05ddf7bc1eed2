package dev.holdfast.conformance;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several stores on one backend, as one: calls go to each in turn, but for those of a transaction,
 * which go where it was begun. Who closes it closes none of them. Thread-safe.
 */
final class SpreadStore extends ForwardingStore {

  private final List<Store> stores;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<TxnId, Store> begun = new ConcurrentHashMap<>();

  SpreadStore(List<Store> stores) {
    super(stores.get(0));
    this.stores = List.copyOf(stores);
  }

  private Store next() {
    return stores.get(Math.floorMod(calls.getAndIncrement(), stores.size()));
  }

  private Store of(Optional<TxnId> txn) {
    return txn.map(begun::get).orElseGet(this::next);
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return of(request.txn()).put(request);
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    return of(request.txn()).get(request);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return of(request.txn()).delete(request);
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return of(request.txn()).count(request);
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    Store store = next();
    return store
        .begin(request)
        .thenApply(
            result -> {
              begun.put(result.txn(), store);
              return result;
            });
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return of(Optional.of(request.txn())).commit(request);
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return of(Optional.of(txn)).abort(txn);
  }

  @Override
  public Watch watch(WatchRequest request) {
    return next().watch(request);
  }

  @Override
  public void close() {}
}
