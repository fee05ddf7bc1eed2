package dev.holdfast.store.engine;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchResponse;
import java.util.concurrent.CompletableFuture;

/** A watch that was refused. */
final class FailedWatch implements Watch {

  private final StoreException failure;

  FailedWatch(RuntimeException failure) {
    this.failure = StoreException.from(failure);
  }

  @Override
  public CompletableFuture<WatchResponse> next() {
    return CompletableFuture.failedFuture(failure);
  }

  @Override
  public void close() {}
}
