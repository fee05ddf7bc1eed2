package dev.holdfast.datastore.grpc;

import com.google.protobuf.MessageLite;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.Read;
import dev.holdfast.datastore.codec.Times;
import dev.holdfast.datastore.grpc.Failures.Effect;
import dev.holdfast.proto.datastore.v1.Header;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes calls to a server, and waits for their answers. Thread-safe. */
final class Calls implements AutoCloseable {

  /** What a server takes in one message. */
  private static final int MOST_BYTES = 4 << 20;

  private final Channel channel;
  private final Duration patience;
  private final Set<Incoming<?>> underWay = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Makes the calls of a client.
   *
   * @param channel where they go
   * @param patience how long to wait for an answer, or for each part of one
   */
  Calls(Channel channel, Duration patience) {
    this.channel = channel;
    this.patience = patience;
  }

  Duration patience() {
    return patience;
  }

  /** Makes a call that reads. */
  <R extends MessageLite, T> T read(MethodDescriptor<R, T> method, R request) {
    return one(method, request, Effect.READ);
  }

  /** Makes a call that writes. */
  <R extends MessageLite, T> T write(MethodDescriptor<R, T> method, R request) {
    return one(method, request, Effect.WRITE);
  }

  private <R extends MessageLite, T> T one(
      MethodDescriptor<R, T> method, R request, Effect effect) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(patience.toNanos(), TimeUnit.NANOSECONDS);
    return all(method, request, options, effect).get(0);
  }

  /** Returns all messages of a call; there is always one. */
  <R extends MessageLite, T> List<T> all(MethodDescriptor<R, T> method, R request, Effect effect) {
    return all(method, request, CallOptions.DEFAULT, effect);
  }

  /** Hands on the messages of a call as they come, also those before a failure. */
  <R extends MessageLite, T> void each(
      MethodDescriptor<R, T> method, R request, Effect effect, Consumer<T> taker) {
    each(method, request, CallOptions.DEFAULT, effect, taker);
  }

  private <R extends MessageLite, T> void each(
      MethodDescriptor<R, T> method,
      R request,
      CallOptions options,
      Effect effect,
      Consumer<T> taker) {
    try (Incoming<T> incoming = open(method, request, options, effect)) {
      for (Optional<T> next = incoming.required(patience);
          next.isPresent();
          next = incoming.required(patience)) {
        taker.accept(next.get());
      }
    }
  }

  private <R extends MessageLite, T> List<T> all(
      MethodDescriptor<R, T> method, R request, CallOptions options, Effect effect) {
    List<T> messages = new ArrayList<>();
    each(method, request, options, effect, messages::add);
    if (messages.isEmpty()) {
      throw new DataStoreException(
          effect == Effect.WRITE ? Reason.OUTCOME_UNKNOWN : Reason.INTERNAL,
          "the server ended the call without an answer");
    }
    return messages;
  }

  /** Opens a call that reads, whose messages the caller draws. */
  <R extends MessageLite, T> Incoming<T> open(MethodDescriptor<R, T> method, R request) {
    return open(method, request, CallOptions.DEFAULT, Effect.READ);
  }

  private <R extends MessageLite, T> Incoming<T> open(
      MethodDescriptor<R, T> method, R request, CallOptions options, Effect effect) {
    requireSize(request);
    Incoming<T> incoming =
        Incoming.call(channel, method, options, request, effect, underWay::remove);
    underWay.add(incoming);
    if (incoming.isOver()) {
      underWay.remove(incoming);
    }
    if (closed) {
      incoming.end(closing());
    }
    return incoming;
  }

  private static void requireSize(MessageLite request) {
    if (request.getSerializedSize() > MOST_BYTES) {
      throw new DataStoreException(
              Reason.TOO_LARGE,
              "it takes "
                  + request.getSerializedSize()
                  + " bytes, over the limit of "
                  + MOST_BYTES
                  + " in one call")
          .of("request");
    }
  }

  /** Ends the calls under way and all later ones. */
  @Override
  public void close() {
    closed = true;
    underWay.forEach(incoming -> incoming.end(closing()));
  }

  private static DataStoreException closing() {
    return new DataStoreException(Reason.CLOSED, "the DataStore has been closed");
  }

  static Floor floor(Header header) {
    return Wire.floor(header.getFloor());
  }

  static <T> Read<T> read(Header header, T value) {
    return new Read<>(value, floor(header), Times.decode(header.getAge()));
  }

  /**
   * Returns the records that the messages of an answer tell, in order.
   *
   * @param messages the messages
   * @param header tells of the state that a message reflects
   * @param records returns the records of a message
   * @param decoder decodes a record of a history
   */
  static <T, M, U> Read<List<U>> records(
      List<T> messages,
      Function<T, Header> header,
      Function<T, List<M>> records,
      BiFunction<M, String, U> decoder) {
    List<U> decoded = new ArrayList<>();
    for (T message : messages) {
      String historyId = header.apply(message).getFloor().getHistoryId();
      records.apply(message).forEach(record -> decoded.add(decoder.apply(record, historyId)));
    }
    return read(header.apply(messages.get(0)), List.copyOf(decoded));
  }

  /**
   * Returns the page that an answer tells.
   *
   * @param read the records of the answer
   * @param token the token of its last message
   */
  static <U> Page<U> page(Read<List<U>> read, String token) {
    return new Page<>(
        read.value(),
        token.isEmpty() ? Optional.empty() : Optional.of(new PageToken(token)),
        read.floor(),
        read.age());
  }
}
