package dev.holdfast.conformance.mutant;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.Limits;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Futures;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Stores whose transactions live and end wrongly. */
final class LifeMutants {

  private LifeMutants() {}

  /** M8: an abort leaves the transaction's first write behind. */
  static final class LeakyAbort extends ForwardingStore {

    private final Map<TxnId, PutRequest> firstPuts = new ConcurrentHashMap<>();

    LeakyAbort(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<PutResult> put(PutRequest request) {
      request.txn().ifPresent(txn -> firstPuts.putIfAbsent(txn, request));
      return super.put(request);
    }

    @Override
    public CompletableFuture<CommitResult> commit(CommitRequest request) {
      firstPuts.remove(request.txn());
      return super.commit(request);
    }

    @Override
    public CompletableFuture<Void> abort(TxnId txn) {
      PutRequest left = firstPuts.remove(txn);
      if (left == null) {
        return super.abort(txn);
      }
      return Futures.compose(
          super.abort(txn),
          done -> super.put(PutRequest.of(left.key(), left.value())).thenAccept(put -> {}));
    }
  }

  /** M24: a key that an open transaction has written is locked for single puts. */
  static final class HeldLock extends ForwardingStore {

    private final Map<TxnId, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();
    private final Map<Bytes, CompletableFuture<Void>> locks = new ConcurrentHashMap<>();

    HeldLock(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<BeginResult> begin(BeginRequest request) {
      return Futures.map(
          super.begin(request),
          begun -> {
            ends.computeIfAbsent(
                begun.txn(),
                txn ->
                    new CompletableFuture<Void>()
                        .completeOnTimeout(null, begun.lease().toMillis(), TimeUnit.MILLISECONDS));
            return begun;
          });
    }

    @Override
    public CompletableFuture<PutResult> put(PutRequest request) {
      if (request.txn().isPresent()) {
        CompletableFuture<Void> end = ends.get(request.txn().get());
        if (end != null) {
          locks.put(request.key(), end);
        }
        return super.put(request);
      }
      CompletableFuture<Void> lock = locks.get(request.key());
      return lock == null
          ? super.put(request)
          : Futures.compose(lock, released -> super.put(request));
    }

    @Override
    public CompletableFuture<CommitResult> commit(CommitRequest request) {
      release(request.txn());
      return super.commit(request);
    }

    @Override
    public CompletableFuture<Void> abort(TxnId txn) {
      release(txn);
      return super.abort(txn);
    }

    private void release(TxnId txn) {
      CompletableFuture<Void> end = ends.remove(txn);
      if (end != null) {
        end.complete(null);
      }
    }
  }

  /** M25: leases are told, and never run out. */
  static final class EndlessLease extends ForwardingStore {

    private final Limits limits;

    EndlessLease(Store store) {
      super(store);
      this.limits = store.blocking().info().limits();
    }

    @Override
    public CompletableFuture<BeginResult> begin(BeginRequest request) {
      Duration told = limits.clampLease(request.lease().orElse(limits.defaultLease()));
      return Futures.map(
          super.begin(request.leasedFor(limits.maxLease())),
          begun -> new BeginResult(begun.txn(), begun.header(), told));
    }
  }

  /** M32: idempotency is not declared, and works all the same. */
  static final class Undeclared extends ForwardingStore {

    Undeclared(Store store) {
      super(store);
    }

    @Override
    public CompletableFuture<StoreInfo> info() {
      return Futures.map(super.info(), info -> Described.without(info, Capability.IDEMPOTENCY));
    }
  }
}
