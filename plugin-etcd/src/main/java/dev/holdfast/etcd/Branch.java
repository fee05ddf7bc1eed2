package dev.holdfast.etcd;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

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
  @SuppressWarnings("FutureReturnValueIgnored") // the nested future is the one that is returned
  static <A, B> CompletableFuture<B> after(
      CompletableFuture<A> call,
      Function<A, CompletableFuture<B>> onAnswer,
      Function<Throwable, CompletableFuture<B>> onFailure) {
    return call.handle(
            (answer, failure) ->
                failure == null ? onAnswer.apply(answer) : onFailure.apply(failure))
        .thenCompose(Function.identity());
  }
}
