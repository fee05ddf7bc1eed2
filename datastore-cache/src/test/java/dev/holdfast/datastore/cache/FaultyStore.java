package dev.holdfast.datastore.cache;

import dev.holdfast.store.Batch;
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
import dev.holdfast.store.engine.Futures;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store between a DataStore and another store that fails as a test has it. */
class FaultyStore implements Store {

  private volatile Store beneath;
  private volatile Optional<StoreException> away = Optional.empty();
  private volatile Optional<StoreException> noWatches = Optional.empty();
  private volatile Function<GetRequest, CompletableFuture<Void>> beforeGet =
      request -> CompletableFuture.completedFuture(null);
  private volatile boolean onlyOneCommit;
  private final Set<FaultyWatch> watches = ConcurrentHashMap.newKeySet();

  /** How many of the next commits are applied, and their answers lost. */
  final AtomicInteger lostAnswers = new AtomicInteger();

  /** How many of the next commits never arrive, which nobody is told. */
  final AtomicInteger lostCommits = new AtomicInteger();

  /** How many of the next batches of events are lost by watches that go on. */
  final AtomicInteger lostBatches = new AtomicInteger();

  final AtomicInteger begins = new AtomicInteger();
  final AtomicInteger gets = new AtomicInteger();
  final AtomicInteger commits = new AtomicInteger();
  final AtomicInteger watchesOpened = new AtomicInteger();

  FaultyStore(Store beneath) {
    this.beneath = beneath;
  }

  /** Goes on with another store, as if it had taken the first one's place. */
  void replaceBy(Store other) {
    beneath = other;
    endWatches(ErrorReason.HISTORY_CHANGED);
  }

  /** Refuses all calls, and ends all watches. */
  void goAway() {
    away = Optional.of(failure(ErrorReason.NOT_APPLIED));
    endWatches(ErrorReason.NOT_APPLIED);
  }

  void comeBack() {
    away = Optional.empty();
  }

  /** Ends the open watches, and refuses new ones. */
  void refuseWatches(ErrorReason reason) {
    noWatches = Optional.of(failure(reason));
    endWatches(reason);
  }

  void allowWatches() {
    noWatches = Optional.empty();
  }

  void endWatches(ErrorReason reason) {
    watches.forEach(watch -> watch.end(failure(reason)));
  }

  /** Makes open watches tell nothing more; new ones speak again. */
  void silenceWatches() {
    watches.forEach(watch -> watch.muted = true);
  }

  /** Makes the watches to come tell one commit, and nothing more until there are others. */
  void tellOneCommit() {
    onlyOneCommit = true;
  }

  /** Makes the watches to come tell everything. */
  void tellAll() {
    onlyOneCommit = false;
  }

  void beforeGet(Function<GetRequest, CompletableFuture<Void>> hook) {
    beforeGet = hook;
  }

  static StoreException failure(ErrorReason reason) {
    return new StoreException(reason, "as the test has it");
  }

  private <T> CompletableFuture<T> unlessAway(Supplier<CompletableFuture<T>> call) {
    Optional<StoreException> now = away;
    return now.isPresent() ? CompletableFuture.failedFuture(now.get()) : call.get();
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return beneath.info();
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return unlessAway(() -> beneath.put(request));
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    gets.incrementAndGet();
    return unlessAway(
        () -> Futures.compose(beforeGet.apply(request), ready -> beneath.get(request)));
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return unlessAway(() -> beneath.delete(request));
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    return unlessAway(() -> beneath.count(request));
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    begins.incrementAndGet();
    return unlessAway(() -> beneath.begin(request));
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    commits.incrementAndGet();
    if (take(lostCommits)) {
      return CompletableFuture.failedFuture(failure(ErrorReason.OUTCOME_UNKNOWN));
    }
    return unlessAway(
        () ->
            Futures.map(
                beneath.commit(request),
                result -> {
                  if (take(lostAnswers)) {
                    throw failure(ErrorReason.DEADLINE_EXCEEDED);
                  }
                  return result;
                }));
  }

  private static boolean take(AtomicInteger left) {
    return left.getAndUpdate(before -> Math.max(0, before - 1)) > 0;
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return unlessAway(() -> beneath.abort(txn));
  }

  @Override
  public Watch watch(WatchRequest request) {
    watchesOpened.incrementAndGet();
    FaultyWatch watch = new FaultyWatch(beneath.watch(request));
    watches.add(watch);
    Optional<StoreException> refused = away.isPresent() ? away : noWatches;
    refused.ifPresent(watch::end);
    return watch;
  }

  @Override
  public void close() {
    beneath.close();
  }

  private final class FaultyWatch implements Watch {

    private final Watch watch;
    private final CompletableFuture<WatchResponse> end = new CompletableFuture<>();
    private volatile boolean muted;

    FaultyWatch(Watch watch) {
      this.watch = watch;
    }

    void end(StoreException failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public CompletableFuture<WatchResponse> next() {
      if (end.isCompletedExceptionally()) {
        return end;
      }
      CompletableFuture<WatchResponse> either = new CompletableFuture<>();
      Futures.whenDone(end, either::complete, either::completeExceptionally);
      Futures.whenDone(
          watch.next(),
          response -> {
            if (!muted) {
              either.complete(cut(withoutLostBatches(response)));
            }
          },
          either::completeExceptionally);
      return either;
    }

    private WatchResponse cut(WatchResponse response) {
      if (onlyOneCommit && response instanceof WatchResponse.Batches batches) {
        muted = true;
        return new WatchResponse.Batches(batches.batches().subList(0, 1));
      }
      return response;
    }

    private WatchResponse withoutLostBatches(WatchResponse response) {
      if (response instanceof WatchResponse.Batches batches && take(lostBatches)) {
        List<Batch> lost = batches.batches();
        return new WatchResponse.Progress(lost.get(lost.size() - 1).revision());
      }
      return response;
    }

    @Override
    public void close() {
      watches.remove(this);
      watch.close();
    }
  }
}
