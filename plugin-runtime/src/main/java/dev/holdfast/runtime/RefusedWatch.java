package dev.holdfast.runtime;

import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchResponse;
import java.util.concurrent.CompletableFuture;

/**
 * A watch that never left.
 *
 * @param failure why
 */
record RefusedWatch(StoreException failure) implements Watch {

  @Override
  public CompletableFuture<WatchResponse> next() {
    return CompletableFuture.failedFuture(failure);
  }

  @Override
  public void close() {}
}
