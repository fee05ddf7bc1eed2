package dev.holdfast.datastore.cache.internal.feed;

import dev.holdfast.datastore.cache.internal.layout.Layout;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.Store;
import dev.holdfast.store.engine.Futures;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the store for its revision, once for all who want to know it at the same time.
 *
 * <p>A caller is given the answer of a question that was put after it called, never an older one:
 * whoever comes while a question is under way waits for the next one. Thread-safe.
 */
public final class RevisionQuery {

  private final Store store;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<CompletableFuture<Header>> asked = Optional.empty();
  private Optional<CompletableFuture<Header>> next = Optional.empty();

  /**
   * Makes a query.
   *
   * @param store the store to ask
   */
  public RevisionQuery(Store store) {
    this.store = store;
  }

  /** Returns the store's revision at some moment after this call. */
  public CompletableFuture<Header> ask() {
    CompletableFuture<Header> answer = new CompletableFuture<>();
    lock.lock();
    try {
      if (asked.isPresent()) {
        next = next.or(() -> Optional.of(answer));
        return next.get();
      }
      asked = Optional.of(answer);
    } finally {
      lock.unlock();
    }
    put(answer);
    return answer;
  }

  private void put(CompletableFuture<Header> answer) {
    CompletableFuture<GetResult> question =
        Futures.call(() -> store.get(GetRequest.of(Layout.FORMAT_KEY).keysOnly()));
    Futures.whenDone(
        question,
        result -> {
          goOn();
          answer.complete(result.header());
        },
        failure -> {
          goOn();
          answer.completeExceptionally(failure);
        });
  }

  private void goOn() {
    Optional<CompletableFuture<Header>> following;
    lock.lock();
    try {
      following = next;
      asked = next;
      next = Optional.empty();
    } finally {
      lock.unlock();
    }
    following.ifPresent(this::put);
  }
}
