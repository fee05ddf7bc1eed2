package dev.holdfast.store;

import java.util.concurrent.CompletableFuture;

/**
 * A key-value store with revisions, strictly serializable transactions and watches.
 *
 * <p>Every commit that changes a key has exactly one revision, and revisions follow the order in
 * which commits become visible. Single operations and read-write transactions are strictly
 * serializable; read-only transactions are too, at their snapshot.
 *
 * <p><b>Futures.</b> No verb blocks. A verb's future fails with a {@link StoreException}, never
 * with another exception. Cancelling it drops a write that still waits its turn; a write that was
 * begun goes on. Dependent actions may run on the store's own threads: they must not block, and who
 * wants to block uses {@link #blocking()}.
 *
 * <p><b>Refusals</b> are judged in this order: not configured; invalid arguments; the transaction's
 * state; history changed, compacted or future revision; conflict; precondition.
 *
 * <p>Thread-safe. Calls that name one transaction take their turns in the order in which they were
 * made.
 */
public interface Store extends AutoCloseable {

  /** Tells who the store is, what it can do and within which limits. */
  CompletableFuture<StoreInfo> info();

  /**
   * Writes one key.
   *
   * <p>A put always writes, even the value that is there: it takes a revision and raises the
   * version.
   *
   * @param request the key, the value and under which condition
   */
  CompletableFuture<PutResult> put(PutRequest request);

  /**
   * Reads one page of a range, consistent in itself.
   *
   * <p>Outside a transaction the read is linearizable. Several pages show one state only inside a
   * transaction; without one they still hold every key that was there throughout, exactly once.
   *
   * @param request what to read
   */
  CompletableFuture<GetResult> get(GetRequest request);

  /**
   * Deletes a key or a prefix at one revision; what is absent is no error, and takes no revision.
   *
   * <p>Inside a transaction the range is read as well: the commit conflicts when it has changed.
   *
   * @param request what to delete
   */
  CompletableFuture<DeleteResult> delete(DeleteRequest request);

  /**
   * Counts the keys of a range.
   *
   * @param request what to count
   */
  CompletableFuture<CountResult> count(CountRequest request);

  /**
   * Begins a transaction, which reads at one revision and changes nothing before its commit.
   *
   * @param request whether it writes, and for how long it lives unattended
   */
  CompletableFuture<BeginResult> begin(BeginRequest request);

  /**
   * Commits a transaction.
   *
   * <p>The commit fails with {@link ErrorReason#CONFLICT} if an answer that the transaction was
   * given has changed since. It is idempotent by the transaction's id: after {@link
   * ErrorReason#OUTCOME_UNKNOWN} it is asked again.
   *
   * @param request the transaction and its last changes
   */
  CompletableFuture<CommitResult> commit(CommitRequest request);

  /**
   * Gives a transaction up; repeating it is no error.
   *
   * @param txn the id that {@link #begin} told
   */
  CompletableFuture<Void> abort(TxnId txn);

  /**
   * Tells of the changes of some ranges, from now or from a revision on.
   *
   * <p>Refusals arrive by the watch's first message.
   *
   * @param request what to watch, and from where
   */
  Watch watch(WatchRequest request);

  /** Returns a view of this store whose methods wait for their answers. */
  default BlockingStore blocking() {
    return new BlockingStore(this);
  }

  /**
   * Ends the store's threads and closes what it opened. Writes that wait are refused with {@link
   * ErrorReason#NOT_APPLIED}, open transactions end, watches fail.
   */
  @Override
  void close();
}
