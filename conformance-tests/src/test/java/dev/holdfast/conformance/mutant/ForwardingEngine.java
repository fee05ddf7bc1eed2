package dev.holdfast.conformance.mutant;

import dev.holdfast.store.CountResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Attempt;
import dev.holdfast.store.engine.ChangeLog;
import dev.holdfast.store.engine.Outcome;
import dev.holdfast.store.engine.Page;
import dev.holdfast.store.engine.Scan;
import dev.holdfast.store.engine.StoreEngine;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** An engine that hands every call to another. */
abstract class ForwardingEngine implements StoreEngine {

  private final Supplier<StoreEngine> delegate;

  ForwardingEngine(StoreEngine delegate) {
    this(() -> delegate);
  }

  /** Makes an engine that hands every call to the one of that moment. */
  ForwardingEngine(Supplier<StoreEngine> delegate) {
    this.delegate = delegate;
  }

  @Override
  public StoreInfo info() {
    return delegate.get().info();
  }

  @Override
  public CompletableFuture<Header> current() {
    return delegate.get().current();
  }

  @Override
  public CompletableFuture<Page> read(Scan scan) {
    return delegate.get().read(scan);
  }

  @Override
  public CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf) {
    return delegate.get().count(interval, asOf);
  }

  @Override
  public CompletableFuture<Outcome> commit(Attempt attempt) {
    return delegate.get().commit(attempt);
  }

  @Override
  public CompletableFuture<Optional<Resolution>> resolve(TxnId txn) {
    return delegate.get().resolve(txn);
  }

  @Override
  public ChangeLog changes() {
    return delegate.get().changes();
  }

  @Override
  public Hold hold(Header snapshot) {
    return delegate.get().hold(snapshot);
  }

  @Override
  public void close() {
    delegate.get().close();
  }
}
