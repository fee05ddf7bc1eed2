package dev.holdfast.datastore.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.BatchResult;
import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.JoinTokens;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.datastore.cache.contract.Folders;
import dev.holdfast.datastore.codec.BundleCodec;
import dev.holdfast.datastore.codec.EntryCodec;
import dev.holdfast.proto.datastore.v1.BatchServiceGrpc;
import dev.holdfast.proto.datastore.v1.BatchServiceGrpc.BatchServiceImplBase;
import dev.holdfast.proto.datastore.v1.BatchWriteRequest;
import dev.holdfast.proto.datastore.v1.BatchWriteResponse;
import dev.holdfast.proto.datastore.v1.CreateBundleRequest;
import dev.holdfast.proto.datastore.v1.CreateEntryRequest;
import dev.holdfast.proto.datastore.v1.DeleteJoinTokenRequest;
import dev.holdfast.proto.datastore.v1.Write;
import dev.holdfast.proto.datastore.v1.WriteResult;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.store.Store;
import dev.holdfast.store.memory.MemoryStoreProvider;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a batch travels; what becomes of its objects, the contract of batches tells. */
@Timeout(120)
class BatchWriteTest {

  private static final TrustDomain OTHER = new TrustDomain("other.org");

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(4, 4, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
    executor.shutdownNow();
  }

  private DataStore cache() {
    Store store = MemoryStoreProvider.open();
    opened.push(store);
    DataStore dataStore = DataStores.on(store);
    opened.push(dataStore);
    return dataStore;
  }

  private RpcChannel serve(DataStore dataStore) {
    DataStoreServices services = DataStoreServices.of(dataStore);
    opened.push(services);
    return serve(services.all());
  }

  private RpcChannel serve(List<BindableService> services) {
    Endpoint endpoint = new Endpoint.UnixSocket(Folders.temporary(opened::push).resolve("d.sock"));
    RpcServer.Builder builder = RpcServer.on(endpoint).runOn(executor);
    services.forEach(builder::add);
    opened.push(builder.start());
    RpcChannel channel = RpcChannel.to(endpoint, Optional.empty());
    opened.push(channel);
    return channel;
  }

  private static Iterator<BatchWriteResponse> call(RpcChannel channel, Write... writes) {
    return BatchServiceGrpc.newBlockingStub(channel)
        .batchWrite(BatchWriteRequest.newBuilder().addAllWrites(List.of(writes)).build());
  }

  @Test
  void batch_ofSeveralKinds_isWrittenInOrder() {
    DataStore server = cache();
    RegistrationEntry federated =
        RegistrationEntry.builder()
            .id("a")
            .spiffeId(SpiffeId.parse("spiffe://example.org/a"))
            .selectors(Selector.parse("unix:uid:1"))
            .federatesWith(Set.of(OTHER))
            .build();
    CreateEntryRequest.Builder creation =
        CreateEntryRequest.newBuilder().setEntry(EntryCodec.encode(federated));
    Write entry = Write.newBuilder().setCreateEntry(creation).build();
    Write bundle =
        Write.newBuilder()
            .setCreateBundle(
                CreateBundleRequest.newBuilder()
                    .setBundle(BundleCodec.encode(Bundle.builder(OTHER).build())))
            .build();
    Write empty =
        Write.newBuilder().setCreateEntry(CreateEntryRequest.getDefaultInstance()).build();

    List<WriteResult> results = new ArrayList<>();
    call(serve(server), entry, bundle, empty, entry, Write.getDefaultInstance())
        .forEachRemaining(part -> results.addAll(part.getResultsList()));

    assertThat(results)
        .extracting(result -> result.getStatus().getReason())
        .containsExactly("BUNDLE_MISSING", "", "INVALID", "", "INVALID");
    assertThat(results.get(1).getCreateBundle().getBundle().getTrustDomain())
        .isEqualTo(OTHER.name());
    assertThat(results.get(3).getCreateEntry().getCreated().getExisted()).isFalse();
    assertThat(results.get(4).getStatus().getField()).isEqualTo("write");
    assertThat(server.entries().fetch("a").orElseThrow().value()).isEqualTo(federated);
  }

  /** Returns a DataStore whose tokens are deleted so. */
  private static DataStore deletingTokens(DataStore cache, Callable<DataStoreException> delete) {
    JoinTokens tokens =
        proxy(JoinTokens.class, cache.joinTokens(), "delete", () -> thrown(delete.call()));
    return proxy(DataStore.class, cache, "joinTokens", () -> tokens);
  }

  private static Object thrown(DataStoreException failure) {
    throw failure;
  }

  private static <T> T proxy(Class<T> type, T real, String name, Callable<Object> answer) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getName().equals(name) ? answer.call() : method.invoke(real, arguments)));
  }

  private static Write deletion(String token) {
    return Write.newBuilder()
        .setDeleteJoinToken(DeleteJoinTokenRequest.newBuilder().setToken(token))
        .build();
  }

  private static DataStoreException missing() {
    return new DataStoreException(Reason.NOT_FOUND, "there is none");
  }

  @Test
  void batch_isToldWhileItGoesOn() {
    AtomicInteger deletes = new AtomicInteger();
    CountDownLatch told = new CountDownLatch(1);
    DataStore server =
        deletingTokens(
            cache(),
            () -> {
              if (deletes.getAndIncrement() == 0) {
                TimeUnit.MILLISECONDS.sleep(1_100); // longer than a batch stays silent
              } else {
                assertThat(told.await(60, TimeUnit.SECONDS)).isTrue();
              }
              return missing();
            });

    Iterator<BatchWriteResponse> parts = call(serve(server), deletion("a"), deletion("b"));

    assertThat(parts.next().getResultsList()).hasSize(1);
    told.countDown();
    assertThat(parts.next().getResultsList()).hasSize(1);
    assertThat(parts.hasNext()).isFalse();
  }

  @Test
  void batch_givenUp_leavesTheRest() throws Exception {
    AtomicInteger deletes = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    DataStore server =
        deletingTokens(
            cache(),
            () -> {
              deletes.incrementAndGet();
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                return new DataStoreException(Reason.OUTCOME_UNKNOWN, "interrupted");
              }
              return missing();
            });
    RpcChannel channel = serve(server);
    CancellableContext context = Context.current().withCancellation();
    Iterator<BatchWriteResponse> parts =
        context.call(() -> call(channel, deletion("a"), deletion("b")));
    assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

    context.cancel(null);

    assertThatThrownBy(parts::next).isInstanceOf(StatusRuntimeException.class);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (executor.getActiveCount() > 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    assertThat(executor.getActiveCount()).isZero();
    assertThat(deletes).hasValue(1);
  }

  /** Answers a batch so. */
  private RemoteDataStore answering(Consumer<StreamObserver<BatchWriteResponse>> answer) {
    BindableService service =
        new BatchServiceImplBase() {
          @Override
          public void batchWrite(
              BatchWriteRequest request, StreamObserver<BatchWriteResponse> observer) {
            observer.onNext(
                BatchWriteResponse.newBuilder()
                    .addResults(WriteResult.newBuilder().setStatus(Failures.status(missing())))
                    .build());
            answer.accept(observer);
          }
        };
    return RemoteDataStore.on(serve(List.of(service)));
  }

  private static Stream<Reason> reasons(RemoteDataStore remote) {
    return remote.joinTokens().deleteEach(List.of("a", "b", "c")).stream()
        .map(it -> ((BatchResult.Failed<?>) it).failure().reason());
  }

  @Test
  void batch_serverFailsMidway_whatItToldStands() {
    RemoteDataStore remote =
        answering(observer -> observer.onError(Status.UNAVAILABLE.asRuntimeException()));

    assertThat(reasons(remote))
        .containsExactly(Reason.NOT_FOUND, Reason.OUTCOME_UNKNOWN, Reason.OUTCOME_UNKNOWN);
  }

  @Test
  void batch_serverLeavesSomeUntold() {
    RemoteDataStore remote = answering(StreamObserver::onCompleted);

    assertThat(reasons(remote))
        .containsExactly(Reason.NOT_FOUND, Reason.OUTCOME_UNKNOWN, Reason.OUTCOME_UNKNOWN);
  }
}
