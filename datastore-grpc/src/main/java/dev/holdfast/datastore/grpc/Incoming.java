package dev.holdfast.datastore.grpc;

import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.grpc.Failures.Effect;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one call, drawn one at a time: the next one is asked for when the last was taken,
 * so that a slow reader holds up the server and nothing piles up here. For one reader at a time;
 * {@link #end} may be called by any thread.
 */
final class Incoming<T> implements AutoCloseable {

  private final ClientCall<?, T> call;
  private final Effect effect;
  private final Departure departure;
  private final Consumer<Incoming<T>> onOver;
  private final BlockingQueue<Arrival<T>> arrivals = new LinkedBlockingQueue<>();
  private Optional<DataStoreException> failure = Optional.empty();
  private boolean completed;
  private volatile boolean over;

  /**
   * What arrives.
   *
   * @param <T> the kind of messages
   */
  private sealed interface Arrival<T> {

    /** A message. */
    record Message<T>(T message) implements Arrival<T> {}

    /** The call is complete. */
    record Completion<T>() implements Arrival<T> {}

    /** The call has failed. */
    record Failure<T>(DataStoreException failure) implements Arrival<T> {}
  }

  private Incoming(
      ClientCall<?, T> call, Effect effect, Departure departure, Consumer<Incoming<T>> onOver) {
    this.call = call;
    this.effect = effect;
    this.departure = departure;
    this.onOver = onOver;
  }

  /**
   * Makes a call.
   *
   * @param onOver is told when the call is over
   */
  static <R, T> Incoming<T> call(
      Channel channel,
      MethodDescriptor<R, T> method,
      CallOptions options,
      R request,
      Effect effect,
      Consumer<Incoming<T>> onOver) {
    Departure departure = new Departure();
    ClientCall<R, T> call = channel.newCall(method, options.withStreamTracerFactory(departure));
    Incoming<T> incoming = new Incoming<>(call, effect, departure, onOver);
    call.start(incoming.new Listener(), new Metadata());
    call.request(1);
    call.sendMessage(request);
    call.halfClose();
    return incoming;
  }

  /**
   * Waits for the next message; nothing means that there was none in time, or that the call is
   * complete.
   *
   * @throws DataStoreException if the call has failed
   */
  Optional<T> next(Duration atMost) {
    failure.ifPresent(Incoming::raise);
    if (completed) {
      return Optional.empty();
    }
    Arrival<T> arrival = poll(atMost);
    if (arrival instanceof Arrival.Message<T> message) {
      call.request(1);
      return Optional.of(message.message());
    }
    if (arrival instanceof Arrival.Failure<T> failed) {
      failure = Optional.of(failed.failure());
      throw failed.failure();
    }
    completed = arrival != null;
    return Optional.empty();
  }

  private static void raise(DataStoreException failure) {
    throw failure;
  }

  private @Nullable Arrival<T> poll(Duration atMost) {
    try {
      return arrivals.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      call.cancel("the caller was interrupted", e);
      throw failure(Status.CANCELLED.withDescription("interrupted while waiting"), new Metadata());
    }
  }

  /**
   * Waits for the next message; nothing means that the call is complete.
   *
   * @throws DataStoreException if the call has failed, or says nothing for too long
   */
  Optional<T> required(Duration atMost) {
    Optional<T> message = next(atMost);
    if (message.isEmpty() && !completed) {
      call.cancel("no answer in time", null);
      throw failure(
          Status.DEADLINE_EXCEEDED.withDescription("the server told nothing for " + atMost),
          new Metadata());
    }
    return message;
  }

  boolean isComplete() {
    return completed;
  }

  /** Returns whether the server has ended the call. */
  boolean isOver() {
    return over;
  }

  /** Ends the call, unless it is over: its reader finds a failure behind what has arrived. */
  void end(DataStoreException reason) {
    // First, so that the reader is told the reason, not that the call was cancelled.
    arrivals.add(new Arrival.Failure<>(reason));
    call.cancel(reason.description(), null);
  }

  /** Ends the call. */
  @Override
  public void close() {
    end(new DataStoreException(Reason.CANCELLED, "the stream was closed"));
  }

  private DataStoreException failure(Status status, Metadata trailers) {
    return departure.hasLeft()
        ? Failures.decode(status, trailers, effect)
        : Failures.beforeDeparture(status, effect);
  }

  private final class Listener extends ClientCall.Listener<T> {
    @Override
    public void onMessage(T message) {
      arrivals.add(new Arrival.Message<>(message));
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      over = true;
      onOver.accept(Incoming.this);
      arrivals.add(
          status.isOk()
              ? new Arrival.Completion<>()
              : new Arrival.Failure<>(failure(status, trailers)));
    }
  }
}
