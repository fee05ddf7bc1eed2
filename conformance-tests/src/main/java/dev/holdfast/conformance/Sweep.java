package dev.holdfast.conformance;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
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
   * @param info what the store can do, and within which limits
   */
  static Optional<String> of(Store store, Bytes prefix, StoreInfo info) {
    try {
      remove(store, prefix, info);
      return Optional.empty();
    } catch (StoreException | ExecutionException | TimeoutException e) {
      return Optional.of("the keys under " + prefix + " could not be removed: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted while removing the keys under " + prefix);
    }
  }

  private static void remove(Store store, Bytes prefix, StoreInfo info)
      throws InterruptedException, ExecutionException, TimeoutException {
    Limits limits = info.limits();
    GetRequest keys = GetRequest.of(KeyRange.prefix(prefix)).keysOnly();
    while (true) {
      GetResult page = store.get(keys).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (!page.more() && page.entries().size() <= limits.maxDeleteKeys()) {
        DeleteRequest rest = DeleteRequest.of(KeyRange.prefix(prefix));
        store.delete(rest).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return;
      }
      List<Bytes> some = page.entries().stream().map(KeyValue::key).toList();
      if (info.has(Capability.TRANSACTIONS)) {
        removeTogether(store, some, limits);
      } else {
        removeOneByOne(store, some, limits);
      }
    }
  }

  private static void removeTogether(Store store, List<Bytes> keys, Limits limits) {
    int most = Math.min(limits.maxTxnOps(), 1_000);
    for (int from = 0; from < keys.size(); from += most) {
      List<Mutation> deletes =
          keys.subList(from, Math.min(keys.size(), from + most)).stream()
              .map(key -> Mutation.delete(KeyRange.key(key)))
              .toList();
      BlockingStore.await(store.commit(CommitRequest.oneShot(TxnId.random(), List.of(), deletes)));
    }
  }

  private static void removeOneByOne(Store store, List<Bytes> keys, Limits limits) {
    List<CompletableFuture<DeleteResult>> deletes = new ArrayList<>();
    int most = Math.max(1, Math.min(keys.size(), limits.maxQueuedWrites() / 2));
    keys.subList(0, most).forEach(key -> deletes.add(store.delete(DeleteRequest.of(key))));
    deletes.forEach(BlockingStore::await);
  }
}
