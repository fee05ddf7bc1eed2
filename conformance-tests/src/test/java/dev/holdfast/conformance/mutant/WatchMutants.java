package dev.holdfast.conformance.mutant;

import dev.holdfast.store.Batch;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchRequest.Start;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.engine.Futures;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Stores whose watches tell too little, too much or too early. */
final class WatchMutants {

  private WatchMutants() {}

  /** M9: what a watcher does not draw is kept, but for the oldest. */
  static Store dropping(Store store) {
    return new Watching(store, request -> request, DroppingWatch::new);
  }

  /**
   * M10: a watch that resumes well behind the head begins with the revision it should leave out.
   */
  static Store inclusive(Store store) {
    return new Watching(store, request -> inclusive(store, request), watch -> watch);
  }

  private static WatchRequest inclusive(Store store, WatchRequest request) {
    if (request.start() instanceof Start.After after && after.revision() > 0) {
      long head = store.get(GetRequest.of(Bytes.utf8("head"))).join().header().revision();
      if (head - after.revision() > 10) {
        return request.from(new Start.After(after.revision() - 1, Optional.empty()));
      }
    }
    return request;
  }

  /** M12: where progress is asked for often, it overtakes the events that it covers. */
  static Store overtaking(Store store) {
    return new ForwardingStore(store) {
      @Override
      public Watch watch(WatchRequest request) {
        boolean often =
            request
                .progress()
                .filter(every -> every.compareTo(Duration.ofMillis(50)) < 0)
                .isPresent();
        return often ? new OvertakingWatch(super.watch(request)) : super.watch(request);
      }
    };
  }

  /** M14: a revision is cut into several batches that do not say so. */
  static Store splitting(Store store) {
    return new Watching(store, request -> request, SplittingWatch::new);
  }

  /** A store that changes what watches ask for, and what they tell. */
  private static final class Watching extends ForwardingStore {

    private final UnaryOperator<WatchRequest> request;
    private final UnaryOperator<Watch> watch;

    Watching(Store store, UnaryOperator<WatchRequest> request, UnaryOperator<Watch> watch) {
      super(store);
      this.request = request;
      this.watch = watch;
    }

    @Override
    public Watch watch(WatchRequest asked) {
      return watch.apply(super.watch(request.apply(asked)));
    }
  }

  private static final class SplittingWatch implements Watch {

    private final Watch watch;

    SplittingWatch(Watch watch) {
      this.watch = watch;
    }

    @Override
    public CompletableFuture<WatchResponse> next() {
      return Futures.map(
          watch.next(),
          message ->
              message instanceof WatchResponse.Batches batches
                  ? new WatchResponse.Batches(
                      batches.batches().stream().map(SplittingWatch::whole).toList())
                  : message);
    }

    private static Batch whole(Batch batch) {
      return new Batch(batch.revision(), batch.events(), Batch.Part.LAST, batch.fingerprint());
    }

    @Override
    public void close() {
      watch.close();
    }
  }

  private static final class OvertakingWatch implements Watch {

    private final Watch watch;
    private Optional<WatchResponse> overtaken = Optional.empty();

    OvertakingWatch(Watch watch) {
      this.watch = watch;
    }

    @Override
    public CompletableFuture<WatchResponse> next() {
      if (overtaken.isPresent()) {
        WatchResponse late = overtaken.get();
        overtaken = Optional.empty();
        return CompletableFuture.completedFuture(late);
      }
      return Futures.map(
          watch.next(),
          message -> {
            if (message instanceof WatchResponse.Batches batches) {
              overtaken = Optional.of(message);
              int last = batches.batches().size() - 1;
              return new WatchResponse.Progress(batches.batches().get(last).revision());
            }
            return message;
          });
    }

    @Override
    public void close() {
      watch.close();
    }
  }

  /** Draws all the time, and keeps a few messages where nobody has asked for one for long. */
  private static final class DroppingWatch implements Watch {

    private static final int KEPT = 4;
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Watch watch;
    private final Deque<WatchResponse> arrived = new ArrayDeque<>();
    private Optional<CompletableFuture<WatchResponse>> awaited = Optional.empty();
    private Optional<StoreException> end = Optional.empty();
    private long lastAsked = System.nanoTime();

    DroppingWatch(Watch watch) {
      this.watch = watch;
      draw();
    }

    private void draw() {
      Futures.whenDone(watch.next(), this::arrive, this::end);
    }

    private void arrive(WatchResponse message) {
      Optional<CompletableFuture<WatchResponse>> waiting;
      synchronized (this) {
        waiting = awaited;
        awaited = Optional.empty();
        if (waiting.isEmpty()) {
          arrived.add(message);
          if (arrived.size() > KEPT && System.nanoTime() - lastAsked > LONG_NANOS) {
            arrived.remove();
          }
        }
      }
      waiting.ifPresent(future -> future.complete(message));
      ForkJoinPool.commonPool().execute(this::draw);
    }

    private void end(StoreException why) {
      Optional<CompletableFuture<WatchResponse>> waiting;
      synchronized (this) {
        end = Optional.of(why);
        waiting = awaited;
        awaited = Optional.empty();
      }
      waiting.ifPresent(future -> future.completeExceptionally(why));
    }

    @Override
    public synchronized CompletableFuture<WatchResponse> next() {
      lastAsked = System.nanoTime();
      if (!arrived.isEmpty()) {
        return CompletableFuture.completedFuture(arrived.remove());
      }
      if (end.isPresent()) {
        return CompletableFuture.failedFuture(end.get());
      }
      CompletableFuture<WatchResponse> future = new CompletableFuture<>();
      awaited = Optional.of(future);
      return future;
    }

    @Override
    public void close() {
      end(new StoreException(ErrorReason.CANCELLED, "the watch was closed"));
      watch.close();
    }
  }
}
