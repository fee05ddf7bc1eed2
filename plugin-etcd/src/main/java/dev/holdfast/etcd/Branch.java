package dev.holdfast.etcd;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Goes on after a call by one way or another. */
final class Branch {

  private Branch() {}

  /**
   * Returns what follows a call, whichever way it ended.
   *
   * @param call the call
   * @param onAnswer makes what follows its answer
   * @param onFailure makes what follows its failure
   */
  static <A, B> CompletableFuture<B> after(
      CompletableFuture<A> call,
      Function<A, CompletableFuture<B>> onAnswer,
      Function<Throwable, CompletableFuture<B>> onFailure) {
    return call.<Supplier<CompletableFuture<B>>>handle(
            (answer, failure) ->
                failure == null ? () -> onAnswer.apply(answer) : () -> onFailure.apply(failure))
        .thenCompose(Supplier::get);
  }
}
