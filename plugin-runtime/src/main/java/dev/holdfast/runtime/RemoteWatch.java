package dev.holdfast.runtime;

import dev.holdfast.proto.store.v1.StoreGrpc;
import dev.holdfast.proto.store.v1.WatchRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A watch of a remote store: a message is asked of the connection when one is drawn. */
final class RemoteWatch implements Watch {

  private static final Logger LOG = LoggerFactory.getLogger(RemoteWatch.class);

  private final ClientCall<WatchRequest, dev.holdfast.proto.store.v1.WatchResponse> call;
  private final Calls.Departure departure;
  private final WatchCheck check;
  private final Queue<WatchResponse> arrived = new ArrayDeque<>();
  private Optional<CompletableFuture<WatchResponse>> awaited = Optional.empty();
  private Optional<StoreException> end = Optional.empty();

  private RemoteWatch(
      ClientCall<WatchRequest, dev.holdfast.proto.store.v1.WatchResponse> call,
      Calls.Departure departure,
      WatchCheck check) {
    this.call = call;
    this.departure = departure;
    this.check = check;
  }

  static RemoteWatch open(Channel channel, dev.holdfast.store.WatchRequest request) {
    Calls.Departure departure = new Calls.Departure();
    RemoteWatch watch =
        new RemoteWatch(
            channel.newCall(
                StoreGrpc.getWatchMethod(), CallOptions.DEFAULT.withStreamTracerFactory(departure)),
            departure,
            new WatchCheck(request));
    watch.call.start(watch.new Listener(), new Metadata());
    watch.call.sendMessage(RequestWire.toMessage(request));
    watch.call.halfClose();
    return watch;
  }

  @Override
  public CompletableFuture<WatchResponse> next() {
    CompletableFuture<WatchResponse> future = new CompletableFuture<>();
    synchronized (this) {
      if (awaited.isPresent()) {
        throw new IllegalStateException("the message before has not been delivered yet");
      }
      if (!arrived.isEmpty()) {
        future.complete(arrived.remove());
        return future;
      }
      if (end.isPresent()) {
        future.completeExceptionally(end.get());
        return future;
      }
      awaited = Optional.of(future);
    }
    try {
      call.request(1);
    } catch (RejectedExecutionException e) { // what had arrived went with the connection
      end(
          new StoreException(
              ErrorReason.NOT_APPLIED, "the connection was closed; watch again from there", e));
    }
    return future;
  }

  @Override
  public void close() {
    end(new StoreException(ErrorReason.CANCELLED, "the watch was closed"));
    try {
      call.cancel("the reader closed the watch", null);
    } catch (RejectedExecutionException e) {
      LOG.debug("the connection was closed before its watch: {}", e.toString());
    }
  }

  private void end(StoreException failure) {
    Optional<CompletableFuture<WatchResponse>> waiting;
    synchronized (this) {
      if (end.isPresent()) {
        return;
      }
      end = Optional.of(failure);
      waiting = awaited;
      awaited = Optional.empty();
    }
    waiting.ifPresent(future -> future.completeExceptionally(failure));
  }

  private void arrive(dev.holdfast.proto.store.v1.WatchResponse message) {
    Optional<CompletableFuture<WatchResponse>> waiting;
    WatchResponse first;
    synchronized (this) {
      AnswerWire.fromMessage(message).forEach(part -> arrived.add(check.check(part)));
      if (arrived.isEmpty() || awaited.isEmpty()) {
        waiting = Optional.empty();
        first = null;
      } else {
        waiting = awaited;
        awaited = Optional.empty();
        first = arrived.remove();
      }
    }
    if (waiting.isPresent()) {
      waiting.get().complete(first);
    } else {
      call.request(1);
    }
  }

  /** Hands what the connection brings to the watch. */
  private final class Listener
      extends ClientCall.Listener<dev.holdfast.proto.store.v1.WatchResponse> {

    @Override
    public void onMessage(dev.holdfast.proto.store.v1.WatchResponse message) {
      try {
        arrive(message);
      } catch (RuntimeException e) {
        end(StoreException.from(e));
        call.cancel("the message could not be understood", e);
      }
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      end(
          status.isOk()
              ? new StoreException(
                  ErrorReason.NOT_APPLIED, "the store ended the watch; open it again")
              : Calls.failure(status, trailers, departure));
    }
  }
}
