package dev.holdfast.benchmarks;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store whose watch can be ended as it is when its history was compacted, so that a DataStore on
 * it loads everything anew. For one DataStore.
 */
final class ReloadableStore implements Store {

  private final Store beneath;
  private final AtomicInteger watches = new AtomicInteger();
  private volatile Optional<EndableWatch> latest = Optional.empty();

  ReloadableStore(Store beneath) {
    this.beneath = beneath;
  }

  /** Ends the watch. */
  void compactAway() {
    latest.orElseThrow().end();
  }

  /** Returns how many watches were opened: one after each load. */
  int watches() {
    return watches.get();
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return beneath.info();
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return beneath.put(request);
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    return beneath.get(request);
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return beneath.delete(request);
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return beneath.count(request);
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    return beneath.begin(request);
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    return beneath.commit(request);
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return beneath.abort(txn);
  }

  @Override
  public Watch watch(WatchRequest request) {
    EndableWatch watch = new EndableWatch(beneath.watch(request));
    latest = Optional.of(watch);
    watches.incrementAndGet();
    return watch;
  }

  @Override
  public void close() {
    beneath.close();
  }

  /** A watch that ends when it is told to. */
  private static final class EndableWatch implements Watch {

    private final Watch beneath;
    private final CompletableFuture<WatchResponse> ended = new CompletableFuture<>();

    EndableWatch(Watch beneath) {
      this.beneath = beneath;
    }

    void end() {
      ended.completeExceptionally(
          new StoreException(ErrorReason.COMPACTED, "the load has it reload"));
    }

    @Override
    public CompletableFuture<WatchResponse> next() {
      return beneath.next().applyToEither(ended, response -> response);
    }

    @Override
    public void close() {
      beneath.close();
    }
  }
}
