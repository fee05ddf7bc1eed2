package dev.holdfast.store.engine;

import dev.holdfast.store.StoreException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What stores need of futures beyond the JDK's own: failures of one kind, and cancellation up. */
public final class Futures {

  private Futures() {}

  /**
   * Runs a call and returns its future, or one that failed with what it threw.
   *
   * @param call the call
   * @param <T> the kind of answer
   */
  public static <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(StoreException.from(e));
    }
  }

  /**
   * Runs one of two actions when a future is done, at once if it is already.
   *
   * @param future the future
   * @param onValue is given its value
   * @param onFailure is given its failure
   * @param <T> the kind of answer
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the actions are the only ones who care
  public static <T> void whenDone(
      CompletableFuture<T> future,
      Consumer<? super T> onValue,
      Consumer<StoreException> onFailure) {
    future.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            onValue.accept(value);
          } else {
            onFailure.accept(StoreException.from(failure));
          }
        });
  }

  /**
   * Returns a future of an answer made into another; cancelling it cancels the first.
   *
   * @param source the first future
   * @param mapper makes the answer
   * @param <T> the kind of the first answer
   * @param <U> the kind of the other
   */
  public static <T, U> CompletableFuture<U> map(
      CompletableFuture<T> source, Function<? super T, ? extends U> mapper) {
    return map(source, mapper, failure -> {});
  }

  /**
   * Returns a future of an answer made into another; cancelling it cancels the first.
   *
   * @param source the first future
   * @param mapper makes the answer
   * @param onFailure is told of a failure, of the source or the mapper, before anybody else is
   * @param <T> the kind of the first answer
   * @param <U> the kind of the other
   */
  public static <T, U> CompletableFuture<U> map(
      CompletableFuture<T> source,
      Function<? super T, ? extends U> mapper,
      Consumer<StoreException> onFailure) {
    Downstream<U> mapped = new Downstream<>(source);
    Consumer<StoreException> fail =
        failure -> {
          onFailure.accept(failure);
          mapped.completeExceptionally(failure);
        };
    whenDone(
        source,
        value -> {
          U answer;
          try {
            answer = mapper.apply(value);
          } catch (RuntimeException e) {
            fail.accept(StoreException.from(e));
            return;
          }
          mapped.complete(answer);
        },
        fail);
    return mapped;
  }

  /**
   * Returns a future whose failure is made into another; cancelling it cancels the first.
   *
   * @param source the first future
   * @param mapper makes the failure
   * @param <T> the kind of answer
   */
  public static <T> CompletableFuture<T> mapFailure(
      CompletableFuture<T> source, UnaryOperator<StoreException> mapper) {
    Downstream<T> mapped = new Downstream<>(source);
    whenDone(
        source, mapped::complete, failure -> mapped.completeExceptionally(mapper.apply(failure)));
    return mapped;
  }

  /**
   * Returns a future of what a second call answers that needs the first's answer; cancelling it
   * cancels whichever of them is under way.
   *
   * @param source the first future
   * @param call makes the second
   * @param <T> the kind of the first answer
   * @param <U> the kind of the second
   */
  public static <T, U> CompletableFuture<U> compose(
      CompletableFuture<T> source, Function<? super T, CompletableFuture<U>> call) {
    Downstream<U> composed = new Downstream<>(source);
    whenDone(
        source,
        value -> {
          CompletableFuture<U> second = call(() -> call.apply(value));
          composed.follow(second);
          whenDone(second, composed::complete, composed::completeExceptionally);
        },
        composed::completeExceptionally);
    return composed;
  }

  /**
   * Repeats a step until it gives an answer, without deepening the stack.
   *
   * @param step gives an answer, or nothing to be called again
   * @param <T> the kind of answer
   */
  public static <T> CompletableFuture<T> untilPresent(
      Supplier<CompletableFuture<Optional<T>>> step) {
    CompletableFuture<T> result = new CompletableFuture<>();
    advance(step, result);
    return result;
  }

  private static <T> void advance(
      Supplier<CompletableFuture<Optional<T>>> step, CompletableFuture<T> result) {
    while (!result.isDone()) {
      CompletableFuture<Optional<T>> turn = call(step);
      if (!turn.isDone()) {
        whenDone(
            turn,
            answer -> {
              answer.ifPresent(result::complete);
              advance(step, result);
            },
            result::completeExceptionally);
        return;
      }
      whenDone(turn, answer -> answer.ifPresent(result::complete), result::completeExceptionally);
    }
  }

  /** A future that hands its cancellation to the one that it waits for. */
  private static final class Downstream<T> extends CompletableFuture<T> {

    private volatile CompletableFuture<?> source;

    Downstream(CompletableFuture<?> source) {
      this.source = source;
    }

    void follow(CompletableFuture<?> next) {
      source = next;
      if (isCancelled()) {
        next.cancel(false);
      }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      source.cancel(mayInterruptIfRunning);
      return cancelled;
    }
  }
}
