package dev.holdfast.conformance;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import java.util.concurrent.CompletableFuture;

/** A store that hands every call to another; a base for stores that change some of them. */
public abstract class ForwardingStore implements Store {

  private final Store delegate;

  /**
   * Makes a store.
   *
   * @param delegate the other, which is closed with this one
   */
  protected ForwardingStore(Store delegate) {
    this.delegate = delegate;
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return delegate.info();
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return delegate.put(request);
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    return delegate.get(request);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return delegate.delete(request);
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return delegate.count(request);
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    return delegate.begin(request);
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return delegate.commit(request);
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return delegate.abort(txn);
  }

  @Override
  public Watch watch(WatchRequest request) {
    return delegate.watch(request);
  }

  @Override
  public void close() {
    delegate.close();
  }
}
