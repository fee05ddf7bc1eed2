package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyInterval;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a backend must do so that {@link OptimisticStore} can make a {@link
 * dev.holdfast.store.Store} of it.
 *
 * <p>An engine reads the latest state or that of a snapshot, and commits an attempt atomically
 * after judging it against the state just below. It knows nothing of open transactions.
 *
 * <p>Its futures fail with {@link StoreException}s. Cancelling the future of a commit that waits
 * its turn drops the commit. Thread-safe.
 */
public interface StoreEngine extends AutoCloseable {

  /** Tells who the store is, what it can do and within which limits. */
  StoreInfo info();

  /** Returns the latest revision, linearizably. */
  CompletableFuture<Header> current();

  /**
   * Reads one page.
   *
   * <p>As of a snapshot, the future fails with {@link ErrorReason#COMPACTED} when history no longer
   * reaches back to it, and with {@link ErrorReason#HISTORY_CHANGED} when it belongs to another.
   *
   * @param scan what to read
   */
  CompletableFuture<Page> read(Scan scan);

  /**
   * Counts the keys of an interval.
   *
   * @param interval what to count
   * @param asOf the snapshot to count in; nothing means the latest state, linearizably
   */
  CompletableFuture<CountResult> count(KeyInterval interval, Optional<Header> asOf);

  /**
   * Judges an attempt against the latest state and applies it at the next revision, or not at all.
   *
   * @param attempt what to judge and apply
   */
  CompletableFuture<Outcome> commit(Attempt attempt);

  /**
   * Finds out what became of a transaction, for good: where nothing is known of it, it is fenced,
   * so that no commit of it can succeed any more.
   *
   * @param txn the transaction
   * @return its commit, or nothing where it is not committed and never will be
   */
  CompletableFuture<Optional<Resolution>> resolve(TxnId txn);

  /** Returns the revisions of the store in their order. */
  ChangeLog changes();

  /**
   * Asks that history from a snapshot on be kept until the hold is closed; a promise of best effort
   * only, bounded by {@link dev.holdfast.store.Limits#maxTxnAge}.
   *
   * @param snapshot the snapshot
   */
  Hold hold(Header snapshot);

  /** Ends the engine's threads and closes what it opened. */
  @Override
  void close();

  /**
   * A commit that was found again.
   *
   * @param outcome what it came to
   * @param hash the digest that was kept of its content
   */
  record Resolution(Outcome outcome, Bytes hash) {}

  /** A wish that history be kept; closing it twice is harmless. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }
}
