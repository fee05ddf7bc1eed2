package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.store.StoreException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for futures without outstaying one's time. */
public final class Waits {

  private Waits() {}

  /**
   * Waits for a future for some time; nothing means that the time ran out.
   *
   * @param future the future
   * @param atMost how long to wait
   * @param <T> the kind of answer
   * @throws StoreException or {@link DataStoreException}, as the future failed
   */
  public static <T> Optional<T> await(CompletableFuture<T> future, Duration atMost) {
    try {
      return Optional.of(future.get(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataStoreException(Reason.CANCELLED, "interrupted while waiting", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataStoreException failure) {
        throw new DataStoreException(failure.reason(), failure.description(), failure);
      }
      StoreException failure = StoreException.from(e);
      throw new StoreException(
          failure.reason(), failure.description(), failure.metadata(), failure);
    }
  }
}
