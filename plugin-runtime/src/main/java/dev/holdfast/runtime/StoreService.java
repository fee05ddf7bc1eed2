package dev.holdfast.runtime;

import dev.holdfast.proto.store.v1.AbortRequest;
import dev.holdfast.proto.store.v1.AbortResponse;
import dev.holdfast.proto.store.v1.BeginRequest;
import dev.holdfast.proto.store.v1.BeginResponse;
import dev.holdfast.proto.store.v1.CommitRequest;
import dev.holdfast.proto.store.v1.CommitResponse;
import dev.holdfast.proto.store.v1.ConfigureRequest;
import dev.holdfast.proto.store.v1.ConfigureResponse;
import dev.holdfast.proto.store.v1.CountRequest;
import dev.holdfast.proto.store.v1.CountResponse;
import dev.holdfast.proto.store.v1.DeleteRequest;
import dev.holdfast.proto.store.v1.DeleteResponse;
import dev.holdfast.proto.store.v1.GetRequest;
import dev.holdfast.proto.store.v1.GetResponse;
import dev.holdfast.proto.store.v1.InfoRequest;
import dev.holdfast.proto.store.v1.InfoResponse;
import dev.holdfast.proto.store.v1.PutRequest;
import dev.holdfast.proto.store.v1.PutResponse;
import dev.holdfast.proto.store.v1.StoreGrpc;
import dev.holdfast.proto.store.v1.WatchRequest;
import dev.holdfast.proto.store.v1.WatchResponse;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.engine.Futures;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.HashSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Serves a {@link Store} over gRPC, as {@code holdfast.store.v1.Store}.
 *
 * <p>A client that cancels a call, or whose deadline passes, cancels the store's future: a write
 * that still waits its turn is dropped. No call holds a thread. Thread-safe.
 */
public final class StoreService extends StoreGrpc.StoreImplBase implements AutoCloseable {

  /** The service's full name, by which its health is asked for. */
  public static final String NAME = StoreGrpc.SERVICE_NAME;

  private final StoreHolder holder;

  private StoreService(StoreHolder holder) {
    this.holder = holder;
  }

  /**
   * Returns the service of a store that is open; Configure is refused. The caller closes the store.
   *
   * @param store the store
   */
  public static StoreService of(Store store) {
    return new StoreService(StoreHolder.of(store));
  }

  /**
   * Returns the service of a store that Configure will open; closing the service closes it.
   *
   * @param provider opens it
   * @param location where, as the provider understands it
   */
  public static StoreService configurable(StoreProvider provider, String location) {
    return new StoreService(StoreHolder.configurable(provider, location));
  }

  /** Returns the store's description, of which the state tells whether it serves. */
  public CompletableFuture<StoreInfo> describe() {
    return holder.describe();
  }

  /** Returns whether the store is configured and its backend is there. */
  public CompletableFuture<Boolean> isServing() {
    return Futures.map(describe(), info -> info.state() == StoreInfo.State.READY);
  }

  @Override
  public void info(InfoRequest request, StreamObserver<InfoResponse> observer) {
    answer(observer, holder::describe, InfoWire::toMessage);
  }

  @Override
  public void configure(ConfigureRequest request, StreamObserver<ConfigureResponse> observer) {
    answer(
        observer,
        () ->
            holder.configure(
                StoreOptions.of(request.getOptionsMap(), new HashSet<>(request.getRequiredList()))),
        done -> ConfigureResponse.getDefaultInstance());
  }

  @Override
  public void put(PutRequest request, StreamObserver<PutResponse> observer) {
    answer(
        observer,
        () -> holder.store().put(RequestWire.fromMessage(request)),
        AnswerWire::toMessage);
  }

  @Override
  public void get(GetRequest request, StreamObserver<GetResponse> observer) {
    answer(
        observer,
        () -> holder.store().get(RequestWire.fromMessage(request)),
        AnswerWire::toMessage);
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<DeleteResponse> observer) {
    answer(
        observer,
        () -> holder.store().delete(RequestWire.fromMessage(request)),
        AnswerWire::toMessage);
  }

  @Override
  public void count(CountRequest request, StreamObserver<CountResponse> observer) {
    answer(
        observer,
        () -> holder.store().count(RequestWire.fromMessage(request)),
        AnswerWire::toMessage);
  }

  @Override
  public void begin(BeginRequest request, StreamObserver<BeginResponse> observer) {
    answer(
        observer,
        () -> holder.store().begin(RequestWire.fromMessage(request)),
        AnswerWire::toMessage);
  }

  @Override
  public void commit(CommitRequest request, StreamObserver<CommitResponse> observer) {
    answer(
        observer,
        () -> holder.store().commit(RequestWire.fromMessage(request)),
        AnswerWire::toMessage);
  }

  @Override
  public void abort(AbortRequest request, StreamObserver<AbortResponse> observer) {
    answer(
        observer,
        () -> holder.store().abort(new TxnId(request.getTxnId())),
        done -> AbortResponse.getDefaultInstance());
  }

  @Override
  public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
    try {
      WatchPump.start(
          holder.store().watch(RequestWire.fromMessage(request)),
          (ServerCallStreamObserver<WatchResponse>) observer);
    } catch (RuntimeException e) {
      observer.onError(StoreErrors.toStatus(StoreException.from(e)));
    }
  }

  /** Closes the store if Configure opened it. */
  @Override
  public void close() {
    holder.close();
  }

  private static <T, M> void answer(
      StreamObserver<M> observer, Supplier<CompletableFuture<T>> call, Function<T, M> toMessage) {
    CompletableFuture<T> answer = Futures.call(call);
    if (!answer.isDone()) {
      ((ServerCallStreamObserver<M>) observer).setOnCancelHandler(() -> answer.cancel(false));
    }
    Futures.whenDone(
        answer,
        value -> {
          observer.onNext(toMessage.apply(value));
          observer.onCompleted();
        },
        failure -> observer.onError(StoreErrors.toStatus(failure)));
  }
}
