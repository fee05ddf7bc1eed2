package dev.holdfast.conformance;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Removes the keys of a case from a store that others use too. */
final class Sweep {

  private static final long PATIENCE_SECONDS = 60;

  private Sweep() {}

  /**
   * Removes everything that begins with a prefix, and returns what went wrong, if anything did.
   *
   * @param store the store
   * @param prefix the prefix
   * @param limits the store's limits
   */
  static Optional<String> of(Store store, Bytes prefix, Limits limits) {
    try {
      remove(store, prefix, limits);
      return Optional.empty();
    } catch (StoreException | ExecutionException | TimeoutException e) {
      return Optional.of("the keys under " + prefix + " could not be removed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while removing the keys under " + prefix);
    }
  }

  private static void remove(Store store, Bytes prefix, Limits limits)
      throws InterruptedException, ExecutionException, TimeoutException {
    GetRequest keys = GetRequest.of(KeyRange.prefix(prefix)).keysOnly();
    while (true) {
      GetResult page = store.get(keys).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!page.more() && page.entries().size() <= limits.maxDeleteKeys()) {
        DeleteRequest rest = DeleteRequest.of(KeyRange.prefix(prefix));
        store.delete(rest).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return;
      }
      List<CompletableFuture<DeleteResult>> deletes = new ArrayList<>();
      int most = Math.max(1, Math.min(page.entries().size(), limits.maxQueuedWrites() / 2));
      for (KeyValue entry : page.entries().subList(0, most)) {
        deletes.add(store.delete(DeleteRequest.of(entry.key())));
      }
      deletes.forEach(BlockingStore::await);
    }
  }
}
