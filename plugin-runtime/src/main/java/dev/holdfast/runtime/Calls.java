package dev.holdfast.runtime;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes unary calls, and knows of each whether it ever left.
 *
 * <p>A call that failed before its message was handed to a connection was certainly not applied,
 * and is the only one of which the client says so itself.
 */
final class Calls {

  private final Channel channel;
  private final Duration deadline;

  Calls(Channel channel, Duration deadline) {
    this.channel = channel;
    this.deadline = deadline;
  }

  /** Makes a call; cancelling the future cancels it. */
  <Q, A, T> CompletableFuture<T> unary(
      MethodDescriptor<Q, A> method, Q request, Function<A, T> fromMessage) {
    Departure departure = new Departure();
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
            .withStreamTracerFactory(departure);
    ClientCall<Q, A> call = channel.newCall(method, options);
    Answer<A, T> answer = new Answer<>(call, departure, fromMessage);
    call.start(answer.listener(), new Metadata());
    call.request(2); // one message and, as for any unary call, one more to detect a surplus
    call.sendMessage(request);
    call.halfClose();
    return answer;
  }

  static StoreException failure(Status status, Metadata trailers, Departure departure) {
    if (!departure.hasLeft()
        && status.getCode() != Status.Code.CANCELLED
        && status.getCode() != Status.Code.DEADLINE_EXCEEDED) {
      return new StoreException(
          ErrorReason.NOT_APPLIED,
          "the call did not leave: " + status.getDescription(),
          status.asException());
    }
    return StoreErrors.fromStatus(status, Optional.of(trailers));
  }

  /** Notes whether a call's message was handed to a connection. */
  static final class Departure extends ClientStreamTracer.Factory {

    private volatile boolean left;

    boolean hasLeft() {
      return left;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(
        ClientStreamTracer.StreamInfo info, Metadata headers) {
      return new ClientStreamTracer() {
        @Override
        public void outboundMessage(int sequence) {
          left = true;
        }
      };
    }
  }

  /** The answer to a unary call. */
  private static final class Answer<A, T> extends CompletableFuture<T> {

    private final ClientCall<?, A> call;
    private final Departure departure;
    private final Function<A, T> fromMessage;
    private @Nullable A message;

    Answer(ClientCall<?, A> call, Departure departure, Function<A, T> fromMessage) {
      this.call = call;
      this.departure = departure;
      this.fromMessage = fromMessage;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      call.cancel("the caller gave up", null);
      return cancelled;
    }

    ClientCall.Listener<A> listener() {
      return new ClientCall.Listener<>() {
        @Override
        public void onMessage(A answer) {
          message = answer;
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
          A answer = message;
          if (status.isOk() && answer != null) {
            succeed(answer);
          } else {
            completeExceptionally(failure(orNothing(status), trailers, departure));
          }
        }
      };
    }

    private void succeed(A answer) {
      T value;
      try {
        value = fromMessage.apply(answer);
      } catch (RuntimeException e) {
        completeExceptionally(StoreException.from(e));
        return;
      }
      complete(value);
    }

    private static Status orNothing(Status status) {
      return status.isOk()
          ? Status.INTERNAL.withDescription("the store closed the call without an answer")
          : status;
    }
  }
}
