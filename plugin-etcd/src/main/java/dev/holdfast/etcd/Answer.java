package dev.holdfast.etcd;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The one answer of a call, as a future. */
final class Answer<T> implements StreamObserver<T> {

  private final CompletableFuture<T> future = new CompletableFuture<>();
  private Optional<T> value = Optional.empty();

  CompletableFuture<T> future() {
    return future;
  }

  @Override
  public void onNext(T answer) {
    value = Optional.of(answer);
  }

  @Override
  public void onError(Throwable failure) {
    future.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    if (value.isPresent()) {
      future.complete(value.get());
    } else {
      future.completeExceptionally(
          Status.INTERNAL.withDescription("the call ended without an answer").asException());
    }
  }
}
