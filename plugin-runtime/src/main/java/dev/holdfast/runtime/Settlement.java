package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Futures;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The outcome of an idempotent write, asked for again while it is unknown.
 *
 * <p>Once it has been unknown, a refusal to take the question says nothing of the write: only an
 * answer about the write itself settles it.
 */
final class Settlement<T> extends CompletableFuture<T> {

  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long PAUSE_MILLIS = 100;

  private final LaunchedStore owner;
  private final Function<Store, CompletableFuture<T>> verb;
  private final long deadline = System.nanoTime() + LONGEST_NANOS;
  private volatile Optional<StoreException> unknown = Optional.empty();
  private volatile CompletableFuture<?> underWay = new CompletableFuture<>();

  Settlement(LaunchedStore owner, Function<Store, CompletableFuture<T>> verb) {
    this.owner = owner;
    this.verb = verb;
  }

  Settlement<T> begin() {
    owner.current().ifPresentOrElse(this::ask, () -> completeExceptionally(owner.away()));
    return this;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    underWay.cancel(false);
    return cancelled;
  }

  private void ask(Serving plugin) {
    if (isDone()) {
      return;
    }
    CompletableFuture<T> answer = Futures.call(() -> verb.apply(plugin.store()));
    underWay = answer;
    Futures.whenDone(answer, this::complete, this::fail);
  }

  private void fail(StoreException failure) {
    boolean lost = failure.reason() == ErrorReason.OUTCOME_UNKNOWN;
    boolean refusedToTell = failure.reason() == ErrorReason.NOT_APPLIED && unknown.isPresent();
    if (!lost && !refusedToTell) {
      completeExceptionally(failure);
      return;
    }
    if (lost && unknown.isEmpty()) {
      unknown = Optional.of(failure);
    }
    long left = deadline - System.nanoTime();
    if (left <= 0 || isDone()) {
      completeExceptionally(unknown.orElse(failure));
      return;
    }
    CompletableFuture<Void> pause =
        CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    Futures.whenDone(
        pause.thenCompose(done -> owner.serving().orTimeout(left, TimeUnit.NANOSECONDS)),
        this::ask,
        away -> completeExceptionally(unknown.orElse(failure)));
  }
}
