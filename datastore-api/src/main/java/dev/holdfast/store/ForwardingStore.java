package dev.holdfast.store;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A store that hands every call to another; a base for stores that change some of them. As safe for
 * use by several threads as the other.
 */
public abstract class ForwardingStore implements Store {

  private final Supplier<? extends Store> delegate;

  /**
   * Makes a store.
   *
   * @param delegate the other, which is closed with this one
   */
  protected ForwardingStore(Store delegate) {
    this(() -> delegate);
  }

  /**
   * Makes a store.
   *
   * @param delegate returns the other at the time of each call
   */
  protected ForwardingStore(Supplier<? extends Store> delegate) {
    this.delegate = delegate;
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return delegate.get().info();
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return delegate.get().put(request);
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    return delegate.get().get(request);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return delegate.get().delete(request);
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return delegate.get().count(request);
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    return delegate.get().begin(request);
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return delegate.get().commit(request);
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return delegate.get().abort(txn);
  }

  @Override
  public Watch watch(WatchRequest request) {
    return delegate.get().watch(request);
  }

  @Override
  public void close() {
    delegate.get().close();
  }
}
