package dev.holdfast.runtime;

import dev.holdfast.proto.store.v1.AbortRequest;
import dev.holdfast.proto.store.v1.ConfigureRequest;
import dev.holdfast.proto.store.v1.InfoRequest;
import dev.holdfast.proto.store.v1.StoreGrpc;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BeginResult;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.CountResult;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.DeleteResult;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Header;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.engine.Futures;
import io.grpc.Channel;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A {@link Store} that is served over gRPC.
 *
 * <p>No call holds a thread. A call that never reached a connection fails with {@link
 * dev.holdfast.store.ErrorReason#NOT_APPLIED}; one whose answer does not tell with {@link
 * dev.holdfast.store.ErrorReason#OUTCOME_UNKNOWN}. An answer to a read or a watch that cannot be
 * true is not handed on, but fails with {@link dev.holdfast.store.ErrorReason#INVARIANT}.
 * Thread-safe.
 */
public final class RemoteStore implements Store {

  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Channel channel;
  private final Calls calls;
  private final AnswerCheck check = new AnswerCheck();
  private final Optional<Guard> guard;
  private final Runnable onClose;

  private RemoteStore(Channel channel, Calls calls, Optional<Guard> guard, Runnable onClose) {
    this.channel = channel;
    this.calls = calls;
    this.guard = guard;
    this.onClose = onClose;
  }

  /**
   * Returns the store at an endpoint; closing it closes the connection.
   *
   * @param endpoint where it is served
   */
  public static RemoteStore at(Endpoint endpoint) {
    return at(endpoint, Optional.empty());
  }

  /**
   * Returns the store at an endpoint; closing it closes the connection.
   *
   * @param endpoint where it is served
   * @param tls the client's files, where the connection is to be encrypted
   */
  public static RemoteStore at(Endpoint endpoint, Optional<TlsFiles> tls) {
    RpcChannel channel = RpcChannel.to(endpoint, tls);
    return new RemoteStore(channel, new Calls(channel, DEADLINE), Optional.empty(), channel::close);
  }

  /**
   * Returns the store behind a channel, which the caller closes.
   *
   * @param channel the channel
   */
  public static RemoteStore on(Channel channel) {
    return on(channel, DEADLINE);
  }

  /**
   * Returns the store behind a channel, which the caller closes.
   *
   * @param channel the channel
   * @param deadline the longest wait for an answer
   */
  public static RemoteStore on(Channel channel, Duration deadline) {
    return new RemoteStore(channel, new Calls(channel, deadline), Optional.empty(), () -> {});
  }

  /**
   * Returns the same store, calls to which do not leave if what it told of itself refuses them
   * already: it lacks a capability, or the call is over one of its limits.
   *
   * @param info what the store told
   */
  public RemoteStore guardedBy(StoreInfo info) {
    return new RemoteStore(channel, calls, Optional.of(Guard.of(info)), onClose);
  }

  /**
   * Configures the plugin behind the store.
   *
   * @param options its options
   */
  public CompletableFuture<Void> configure(StoreOptions options) {
    Set<String> required = new TreeSet<>(options.required());
    return calls.unary(
        StoreGrpc.getConfigureMethod(),
        ConfigureRequest.newBuilder()
            .putAllOptions(options.asMap())
            .addAllRequired(required)
            .build(),
        done -> null);
  }

  @Override
  public CompletableFuture<StoreInfo> info() {
    return calls.unary(
        StoreGrpc.getInfoMethod(), InfoRequest.getDefaultInstance(), InfoWire::fromMessage);
  }

  @Override
  public CompletableFuture<PutResult> put(PutRequest request) {
    return guarded(
        judge -> judge.check(request),
        () ->
            calls.unary(
                StoreGrpc.getPutMethod(), RequestWire.toMessage(request), AnswerWire::fromMessage));
  }

  @Override
  public CompletableFuture<GetResult> get(GetRequest request) {
    Header floor = check.floor();
    return guarded(
        judge -> judge.check(request),
        () ->
            calls.unary(
                StoreGrpc.getGetMethod(),
                RequestWire.toMessage(request),
                answer -> check.check(request, floor, AnswerWire.fromMessage(answer))));
  }

  @Override
  public CompletableFuture<DeleteResult> delete(DeleteRequest request) {
    return guarded(
        judge -> judge.check(request),
        () ->
            calls.unary(
                StoreGrpc.getDeleteMethod(),
                RequestWire.toMessage(request),
                AnswerWire::fromMessage));
  }

  @Override
  public CompletableFuture<CountResult> count(CountRequest request) {
    Header floor = check.floor();
    return guarded(
        judge -> judge.check(request),
        () ->
            calls.unary(
                StoreGrpc.getCountMethod(),
                RequestWire.toMessage(request),
                answer -> check.check(request, floor, AnswerWire.fromMessage(answer))));
  }

  @Override
  public CompletableFuture<BeginResult> begin(BeginRequest request) {
    return guarded(
        judge -> judge.check(request),
        () ->
            calls.unary(
                StoreGrpc.getBeginMethod(),
                RequestWire.toMessage(request),
                AnswerWire::fromMessage));
  }

  @Override
  public CompletableFuture<CommitResult> commit(CommitRequest request) {
    var message = RequestWire.toMessage(request);
    return guarded(
        judge -> judge.check(request, message),
        () -> calls.unary(StoreGrpc.getCommitMethod(), message, AnswerWire::fromMessage));
  }

  @Override
  public CompletableFuture<Void> abort(TxnId txn) {
    return guarded(
        judge -> judge.check(txn),
        () ->
            calls.unary(
                StoreGrpc.getAbortMethod(),
                AbortRequest.newBuilder().setTxnId(txn.value()).build(),
                done -> null));
  }

  @Override
  public Watch watch(WatchRequest request) {
    try {
      guard.ifPresent(judge -> judge.check(request));
    } catch (StoreException e) {
      return new RefusedWatch(e);
    }
    return RemoteWatch.open(channel, request);
  }

  private <T> CompletableFuture<T> guarded(
      Consumer<Guard> check, Supplier<CompletableFuture<T>> call) {
    return Futures.call(
        () -> {
          guard.ifPresent(check);
          return call.get();
        });
  }

  /** Closes the connection, if the store opened it. */
  @Override
  public void close() {
    onClose.run();
  }
}
