package dev.holdfast.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * A view of a {@link Store} whose methods wait for their answers.
 *
 * <p>Every method throws {@link StoreException}; one that is interrupted while it waits throws it
 * with {@link ErrorReason#CANCELLED} and leaves the thread interrupted. Thread-safe, and fit for
 * virtual threads. Closing is the store's own matter.
 */
public final class BlockingStore {

  private final Store store;

  BlockingStore(Store store) {
    this.store = store;
  }

  /** Returns the store beneath. */
  public Store store() {
    return store;
  }

  /** Tells who the store is, what it can do and within which limits. */
  public StoreInfo info() {
    return await(store.info());
  }

  /**
   * Writes one key; see {@link Store#put}.
   *
   * @param request the request
   */
  public PutResult put(PutRequest request) {
    return await(store.put(request));
  }

  /**
   * Writes one key in a commit of its own.
   *
   * @param key the key
   * @param value the value
   */
  public PutResult put(Bytes key, Bytes value) {
    return put(PutRequest.of(key, value));
  }

  /**
   * Reads one page; see {@link Store#get}.
   *
   * @param request the request
   */
  public GetResult get(GetRequest request) {
    return await(store.get(request));
  }

  /**
   * Deletes a range; see {@link Store#delete}.
   *
   * @param request the request
   */
  public DeleteResult delete(DeleteRequest request) {
    return await(store.delete(request));
  }

  /**
   * Counts a range; see {@link Store#count}.
   *
   * @param request the request
   */
  public CountResult count(CountRequest request) {
    return await(store.count(request));
  }

  /**
   * Begins a transaction; see {@link Store#begin}.
   *
   * @param request the request
   */
  public BeginResult begin(BeginRequest request) {
    return await(store.begin(request));
  }

  /**
   * Commits a transaction; see {@link Store#commit}.
   *
   * @param request the request
   */
  public CommitResult commit(CommitRequest request) {
    return await(store.commit(request));
  }

  /**
   * Gives a transaction up; see {@link Store#abort}.
   *
   * @param txn the transaction
   */
  public void abort(TxnId txn) {
    await(store.abort(txn));
  }

  /**
   * Begins a transaction and returns a handle of it.
   *
   * @param request the request
   */
  public Transaction open(BeginRequest request) {
    return new Transaction(this, begin(request));
  }

  /**
   * Runs some work in a transaction, commits it, and returns what the work returned.
   *
   * <p>Where the commit conflicts the work is run again, with a growing, random pause, up to {@link
   * Transactor#ATTEMPTS} times; where its outcome is unknown, the store is asked again.
   *
   * @param work what to do; it may run several times, and must leave the commit to this method
   * @param <T> what the work returns
   */
  public <T> Committed<T> transact(Function<Transaction, T> work) {
    return new Transactor(this).run(work);
  }

  /**
   * Waits for an answer.
   *
   * @param answer what a verb returned
   * @param <T> the kind of answer
   */
  public static <T> T await(CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      answer.cancel(false);
      throw new StoreException(ErrorReason.CANCELLED, "interrupted while waiting", e);
    } catch (ExecutionException e) {
      throw rethrown(StoreException.from(e));
    }
  }

  /** The waiting thread's own stack leads to the call; the store's thread is told as the cause. */
  private static StoreException rethrown(StoreException e) {
    return new StoreException(e.reason(), e.description(), e.metadata(), e);
  }

  /**
   * What a transaction came to.
   *
   * @param value what its work returned
   * @param result what its commit answered
   * @param <T> the kind of value
   */
  public record Committed<T>(T value, CommitResult result) {}
}
