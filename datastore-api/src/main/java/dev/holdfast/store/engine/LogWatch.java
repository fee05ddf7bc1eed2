package dev.holdfast.store.engine;

import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Header;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchRequest.Start;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.engine.ChangeLog.Stretch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A watch that reads a {@link ChangeLog} at its reader's pace.
 *
 * <p>Between two messages it holds a revision to go on from, and no events but the rest of a
 * revision that was too large for one message. Its fields belong to the message being made: there
 * is one at a time, and futures order one after the other.
 */
final class LogWatch implements Watch {

  private static final Duration SHORTEST_SILENCE = Duration.ofMillis(10);

  private final StoreEngine engine;
  private final ChangeLog log;
  private final WatchRequest request;
  private final BatchFilter filter;
  private final ScheduledExecutorService timer;
  private final long silenceNanos;
  private final Runnable onClose;
  private final AtomicBoolean released = new AtomicBoolean();
  private final AtomicReference<CompletableFuture<WatchResponse>> pending = new AtomicReference<>();

  private Optional<Position> position = Optional.empty();
  private long lastMessageNanos;

  /**
   * How far the watch has come.
   *
   * @param revision everything up to here is told
   * @param historyId the history that the revision belongs to
   */
  private record Position(long revision, String historyId) {}

  LogWatch(
      StoreEngine engine, WatchRequest request, ScheduledExecutorService timer, Runnable onClose) {
    this.engine = engine;
    this.log = engine.changes();
    this.request = request;
    this.filter = new BatchFilter(request);
    this.timer = timer;
    this.onClose = onClose;
    Duration longest = engine.info().limits().maxProgressLag().dividedBy(2);
    Duration asked = request.progress().orElse(longest);
    Duration bounded = asked.compareTo(longest) < 0 ? asked : longest;
    this.silenceNanos =
        (bounded.compareTo(SHORTEST_SILENCE) < 0 ? SHORTEST_SILENCE : bounded).toNanos();
  }

  @Override
  public CompletableFuture<WatchResponse> next() {
    CompletableFuture<WatchResponse> last = pending.get();
    if (last != null && !last.isDone()) {
      throw new IllegalStateException("the message before has not been delivered yet");
    }
    if (last != null && last.isCompletedExceptionally()) {
      return last;
    }
    CompletableFuture<WatchResponse> message =
        Futures.untilPresent(() -> position.isEmpty() ? establish() : advance(position.get()));
    Futures.whenDone(
        message, response -> lastMessageNanos = System.nanoTime(), failure -> release());
    if (!pending.compareAndSet(last, message)) {
      message.completeExceptionally(closedByReader());
    }
    return message;
  }

  @Override
  public void close() {
    CompletableFuture<WatchResponse> closed = CompletableFuture.failedFuture(closedByReader());
    CompletableFuture<WatchResponse> awaited = pending.getAndSet(closed);
    if (awaited != null) {
      awaited.completeExceptionally(closedByReader());
    }
    release();
  }

  private static StoreException closedByReader() {
    return new StoreException(ErrorReason.CANCELLED, "the watch was closed");
  }

  private void release() {
    if (released.compareAndSet(false, true)) {
      onClose.run();
    }
  }

  private CompletableFuture<Optional<WatchResponse>> establish() {
    return Futures.compose(
        engine.current(),
        current -> {
          if (request.historyId().isPresent()
              && !request.historyId().get().equals(current.historyId())) {
            throw Refusals.historyChanged(current);
          }
          if (request.start() instanceof Start.After after) {
            return establishAfter(after, current);
          }
          return CompletableFuture.completedFuture(established(current.revision(), current));
        });
  }

  private CompletableFuture<Optional<WatchResponse>> establishAfter(
      Start.After after, Header current) {
    if (after.revision() > current.revision()) {
      throw Refusals.futureRevision(after.revision(), current.revision());
    }
    if (after.fingerprint().isEmpty()) {
      return CompletableFuture.completedFuture(established(after.revision(), current));
    }
    return Futures.map(
        log.fingerprint(after.revision()),
        known -> {
          requireSame(after.fingerprint().get(), known, current);
          return established(after.revision(), current);
        });
  }

  private static void requireSame(Bytes expected, Optional<Bytes> known, Header current) {
    if (known.isPresent() && !known.get().equals(expected)) {
      throw Refusals.historyChanged(current);
    }
  }

  private Optional<WatchResponse> established(long from, Header current) {
    position = Optional.of(new Position(from, current.historyId()));
    return Optional.of(new WatchResponse.Created(current));
  }

  private CompletableFuture<Optional<WatchResponse>> advance(Position from) {
    if (filter.hasRest()) {
      return CompletableFuture.completedFuture(Optional.of(filter.takeRest()));
    }
    return Futures.compose(
        log.read(from.revision(), from.historyId()), stretch -> told(from, stretch));
  }

  private CompletableFuture<Optional<WatchResponse>> told(Position from, Stretch stretch) {
    BatchFilter.Message message = filter.take(stretch);
    position = Optional.of(new Position(message.through(), from.historyId()));
    if (!message.batches().isEmpty()) {
      return CompletableFuture.completedFuture(
          Optional.of(new WatchResponse.Batches(message.batches())));
    }
    long silence = silenceNanos - (System.nanoTime() - lastMessageNanos);
    if (silence <= 0) {
      return CompletableFuture.completedFuture(
          Optional.of(new WatchResponse.Progress(message.through())));
    }
    return await(message.through(), silence);
  }

  /** Waits for a revision, or until something must be said all the same. */
  private CompletableFuture<Optional<WatchResponse>> await(long revision, long nanos) {
    CompletableFuture<Void> beyond = log.awaitBeyond(revision);
    CompletableFuture<Optional<WatchResponse>> woken = new CompletableFuture<>();
    ScheduledFuture<?> alarm;
    try {
      alarm = timer.schedule(() -> woken.complete(Optional.empty()), nanos, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      throw Refusals.closed();
    }
    Futures.whenDone(
        beyond,
        done -> woken.complete(Optional.empty()),
        failure -> {
          if (!beyond.isCancelled()) {
            woken.completeExceptionally(failure);
          }
        });
    Runnable tidy =
        () -> {
          alarm.cancel(false);
          beyond.cancel(false);
        };
    Futures.whenDone(woken, done -> tidy.run(), failure -> tidy.run());
    return woken;
  }
}
