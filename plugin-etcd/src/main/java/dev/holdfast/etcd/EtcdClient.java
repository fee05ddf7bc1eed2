package dev.holdfast.etcd;

import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.StoreException;
import io.etcd.jetcd.api.CompactionRequest;
import io.etcd.jetcd.api.CompactionResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.LeaseGrantRequest;
import io.etcd.jetcd.api.LeaseGrantResponse;
import io.etcd.jetcd.api.LeaseGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcd.jetcd.api.WatchGrpc;
import io.etcd.jetcd.api.WatchRequest;
import io.etcd.jetcd.api.WatchResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * etcd's calls: each made once, within a deadline, of a member that has a leader.
 *
 * <p>Futures fail with what gRPC says, but for those of reads. Only a call that was turned away
 * because its login had ended, and so did nothing, is made again. Thread-safe.
 */
final class EtcdClient implements AutoCloseable {

  /** How long a read may take. */
  static final long READ_SECONDS = 5;

  /** How long a write may take: longer than etcd itself waits, so that it says what it knows. */
  static final long WRITE_SECONDS = 8;

  /**
   * Where the store itself is served, a call may be made on behalf of another's, in whose context
   * the thread happens to be: it must not end with it.
   */
  private static final Context DETACHED = Context.ROOT;

  private final EtcdChannel connections;
  private final Channel channel;
  private final Optional<EtcdLogin> login;
  private final CallOptions options;
  private final EtcdHistory history;
  private volatile boolean away;

  EtcdClient(EtcdConfig config, EtcdHistory history) {
    this.connections = EtcdChannel.open(config);
    this.history = history;
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("hasleader", Metadata.ASCII_STRING_MARSHALLER), "true");
    this.channel =
        ClientInterceptors.intercept(
            connections.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    this.login = config.user().map(user -> new EtcdLogin(connections.channel(), user));
    this.options = login.map(CallOptions.DEFAULT::withCallCredentials).orElse(CallOptions.DEFAULT);
  }

  /** Returns whether the last call met nobody. */
  boolean isAway() {
    return away;
  }

  /** Reads a range, linearizably. */
  CompletableFuture<RangeResponse> range(RangeRequest request) {
    return observed(
        () -> call(KVGrpc.getRangeMethod(), request, READ_SECONDS), RangeResponse::getHeader);
  }

  /** Commits, or reads several ranges at one revision. */
  CompletableFuture<TxnResponse> txn(TxnRequest request) {
    return observed(
        () -> call(KVGrpc.getTxnMethod(), request, WRITE_SECONDS), TxnResponse::getHeader);
  }

  /** Commits without a look at the history, for who looks into that. */
  CompletableFuture<TxnResponse> txnOfAnyHistory(TxnRequest request) {
    return call(KVGrpc.getTxnMethod(), request, WRITE_SECONDS);
  }

  CompletableFuture<LeaseGrantResponse> grant(long seconds) {
    return call(
        LeaseGrpc.getLeaseGrantMethod(),
        LeaseGrantRequest.newBuilder().setTTL(seconds).build(),
        WRITE_SECONDS);
  }

  CompletableFuture<CompactionResponse> compact(long revision) {
    return call(
        KVGrpc.getCompactMethod(),
        CompactionRequest.newBuilder().setRevision(revision).build(),
        WRITE_SECONDS);
  }

  /** Opens a stream of watches; cancelling the call ends it. */
  ClientCall<WatchRequest, WatchResponse> watch(
      WatchRequest request, StreamObserver<WatchResponse> answers) {
    ClientCall<WatchRequest, WatchResponse> call =
        channel.newCall(WatchGrpc.getWatchMethod(), options);
    DETACHED.run(() -> ClientCalls.asyncBidiStreamingCall(call, answers).onNext(request));
    return call;
  }

  /** Has the next call log in anew, if a failure says that the login has ended. */
  void noteFailure(Throwable failure) {
    if (EtcdErrors.isLoginGone(failure)) {
      login.ifPresent(EtcdLogin::forget);
    }
  }

  /** Makes a call and judges by its answer whether revisions still mean what they meant. */
  private <A> CompletableFuture<A> observed(
      Supplier<CompletableFuture<A>> call, Function<A, ResponseHeader> header) {
    EtcdHistory.Floor floor = history.floor();
    if (history.isSuspected()) {
      return CompletableFuture.failedFuture(
          new StoreException(ErrorReason.NOT_APPLIED, EtcdHistory.CHANGED));
    }
    return call.get()
        .thenApply(
            answer -> {
              history.observe(header.apply(answer), floor);
              return answer;
            });
  }

  private <Q, A> CompletableFuture<A> call(MethodDescriptor<Q, A> method, Q request, long seconds) {
    CompletableFuture<A> once = callOnce(method, request, seconds);
    if (login.isEmpty()) {
      return once;
    }
    return once.exceptionallyCompose(
        failure -> {
          if (!EtcdErrors.isLoginGone(failure)) {
            return once;
          }
          login.get().forget();
          return callOnce(method, request, seconds);
        });
  }

  private <Q, A> CompletableFuture<A> callOnce(
      MethodDescriptor<Q, A> method, Q request, long seconds) {
    Answer<A> answer = new Answer<>();
    DETACHED.run(
        () ->
            ClientCalls.asyncUnaryCall(
                channel.newCall(method, options.withDeadlineAfter(seconds, TimeUnit.SECONDS)),
                request,
                answer));
    return answer
        .future()
        .whenComplete((value, failure) -> away = failure != null && EtcdErrors.isAway(failure));
  }

  @Override
  public void close() {
    connections.close();
  }
}
