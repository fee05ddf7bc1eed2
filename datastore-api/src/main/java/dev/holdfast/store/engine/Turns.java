package dev.holdfast.store.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs asynchronous calls one after another, in the order in which they came. */
final class Turns {

  private final Deque<Turn<?>> waiting = new ArrayDeque<>();
  private boolean running;

  /** Runs a call in its turn; cancelling the future skips a call that has not had it yet. */
  <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> call) {
    Turn<T> turn = new Turn<>(call);
    synchronized (this) {
      waiting.add(turn);
      if (running) {
        return turn;
      }
      running = true;
    }
    drain();
    return turn;
  }

  private void drain() {
    while (true) {
      Turn<?> turn;
      synchronized (this) {
        turn = waiting.poll();
        if (turn == null) {
          running = false;
          return;
        }
      }
      CompletableFuture<Void> over = turn.start();
      if (!over.isDone()) {
        Futures.whenDone(over, done -> drain(), failure -> drain());
        return;
      }
    }
  }

  /** One call, and the future of its answer. */
  private static final class Turn<T> extends CompletableFuture<T> {

    private final Supplier<CompletableFuture<T>> call;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    Turn(Supplier<CompletableFuture<T>> call) {
      this.call = call;
    }

    /** Starts the call and returns a future that is done, without failure, when the call is. */
    CompletableFuture<Void> start() {
      if (isDone()) {
        over.complete(null);
        return over;
      }
      CompletableFuture<T> running = Futures.call(call);
      Futures.whenDone(
          this,
          value -> {},
          failure -> {
            if (isCancelled()) {
              running.cancel(false);
            }
          });
      Futures.whenDone(
          running,
          value -> {
            complete(value);
            over.complete(null);
          },
          failure -> {
            completeExceptionally(failure);
            over.complete(null);
          });
      return over;
    }
  }
}
