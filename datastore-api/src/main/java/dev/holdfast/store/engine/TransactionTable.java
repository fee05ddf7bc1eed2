package dev.holdfast.store.engine;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.OpenTransaction.End;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The transactions of a store that are open, and how the last ones ended. Thread-safe. */
final class TransactionTable {

  private static final int REMEMBERED = 65_536;

  private final Map<TxnId, CompletableFuture<OpenTransaction>> open = new ConcurrentHashMap<>();
  private final Map<TxnId, End> ended =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TxnId, End> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final int maxOpen;
  private final LongSupplier nanoTime;

  TransactionTable(int maxOpen, LongSupplier nanoTime) {
    this.maxOpen = maxOpen;
    this.nanoTime = nanoTime;
  }

  /** Returns the transaction of an id, beginning it if nobody has. */
  CompletableFuture<OpenTransaction> begin(
      TxnId id, Supplier<CompletableFuture<OpenTransaction>> beginner) {
    Optional<End> end = endOf(id);
    if (end.isPresent()) {
      throw refusal(id, end.get());
    }
    CompletableFuture<OpenTransaction> mine = new CompletableFuture<>();
    CompletableFuture<OpenTransaction> other = open.putIfAbsent(id, mine);
    if (other != null) {
      return other;
    }
    if (open.size() > maxOpen) {
      sweep();
    }
    if (open.size() > maxOpen) {
      open.remove(id);
      mine.completeExceptionally(
          new StoreException(
              ErrorReason.TOO_MANY_TXNS, maxOpen + " transactions are open; try again later"));
      return mine;
    }
    Futures.whenDone(
        Futures.call(beginner),
        mine::complete,
        failure -> {
          open.remove(id);
          mine.completeExceptionally(failure);
        });
    return mine;
  }

  /** Returns an open transaction, its lease renewed; one that is just ending is found too. */
  Optional<CompletableFuture<OpenTransaction>> find(TxnId id) {
    Optional<CompletableFuture<OpenTransaction>> found = Optional.ofNullable(open.get(id));
    found
        .filter(TransactionTable::isReady)
        .map(CompletableFuture::join)
        .ifPresent(
            transaction -> {
              if (transaction.expire(nanoTime.getAsLong())) {
                retire(transaction);
              } else {
                transaction.renew(nanoTime.getAsLong());
              }
            });
    return found;
  }

  /** Returns how a transaction ended, if that is still remembered. */
  Optional<End> endOf(TxnId id) {
    synchronized (ended) {
      return Optional.ofNullable(ended.get(id));
    }
  }

  /** Ends a transaction, and remembers how. */
  End finish(OpenTransaction transaction, End how) {
    End end = transaction.finish(how);
    retire(transaction);
    return end;
  }

  /** Forgets a transaction whose outcome is not known: the engine is asked from now on. */
  void forget(OpenTransaction transaction) {
    transaction.finish(new End.Aborted());
    open.remove(transaction.id());
  }

  /** Ends the transactions whose leases have run out. */
  void sweep() {
    long now = nanoTime.getAsLong();
    for (CompletableFuture<OpenTransaction> future : open.values()) {
      if (isReady(future) && future.join().expire(now)) {
        retire(future.join());
      }
    }
  }

  /** Returns the refusal of a call to a transaction that has ended. */
  static StoreException refusal(TxnId id, End end) {
    if (end instanceof End.Expired) {
      return Refusals.expired(id);
    }
    return Refusals.finished(id, end instanceof End.Committed ? "committed" : "aborted");
  }

  private void retire(OpenTransaction transaction) {
    transaction
        .end()
        .ifPresent(
            end -> {
              synchronized (ended) {
                ended.put(transaction.id(), end);
              }
              open.remove(transaction.id());
            });
  }

  private static boolean isReady(CompletableFuture<OpenTransaction> future) {
    return future.isDone() && !future.isCompletedExceptionally();
  }
}
