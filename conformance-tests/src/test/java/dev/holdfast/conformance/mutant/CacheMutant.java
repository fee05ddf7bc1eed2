package dev.holdfast.conformance.mutant;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.engine.Futures;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * M30: a plugin with a read cache of its own, made as such caches are made: a key that was absent
 * is taken to be absent until somebody puts it by itself, what a read finds is held although the
 * key was written meanwhile, and a write whose outcome is unknown changes nothing.
 */
final class CacheMutant extends ForwardingStore {

  private final Map<Bytes, List<KeyValue>> held = new ConcurrentHashMap<>();

  CacheMutant(Store store) {
    super(store);
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    if (!(request.range() instanceof KeyRange.SingleKey single)
        || request.txn().isPresent()
        || request.startAfter().isPresent()
        || request.content() != GetRequest.Content.ENTRIES) {
      return super.get(request);
    }
    return Futures.map(
        super.get(request),
        page ->
            new GetResult(
                page.header(),
                held.computeIfAbsent(single.key(), key -> page.entries()),
                page.more()));
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return Futures.map(
        super.put(request),
        done -> {
          if (request.txn().isEmpty()) {
            held.remove(request.key());
          }
          return done;
        });
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return Futures.map(
        super.delete(request),
        done -> {
          held.keySet().removeIf(request.range()::contains);
          return done;
        });
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return Futures.map(
        super.commit(request),
        done -> {
          held.values().removeIf(entries -> !entries.isEmpty());
          return done;
        });
  }
}
