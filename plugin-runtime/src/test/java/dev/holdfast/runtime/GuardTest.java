package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Capability;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Limits;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.Stores;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.memory.MemoryStoreProvider;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GuardTest {

  private static final Bytes KEY = Bytes.utf8("k");
  private static final TxnId TXN = new TxnId("t");
  private static final Set<Capability> ALL = EnumSet.allOf(Capability.class);
  private static final int MAX_OPS = 3;
  private static final int MAX_TXN_BYTES = 100;

  /** Counts the calls that leave. */
  private static final class Counter implements ClientInterceptor {

    private final AtomicInteger calls = new AtomicInteger();

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      calls.incrementAndGet();
      return next.newCall(method, options);
    }
  }

  /** Counts the calls that arrive at a server. */
  private record Arrivals(AtomicInteger calls) implements ServerInterceptor {

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      calls.incrementAndGet();
      return next.startCall(call, headers);
    }
  }

  @TempDir private Path folder;
  private final Counter counter = new Counter();
  private final Store memory = MemoryStoreProvider.open();
  private Endpoint endpoint;
  private RpcServer server;
  private RpcChannel channel;
  private RemoteStore remote;

  @BeforeEach
  void serve() {
    endpoint = new Endpoint.UnixSocket(folder.resolve("s"));
    server = RpcServer.on(endpoint).add(StoreService.of(memory)).start();
    channel = RpcChannel.to(endpoint, Optional.empty());
    remote = RemoteStore.on(ClientInterceptors.intercept(channel, counter));
  }

  @AfterEach
  void close() {
    channel.close();
    server.close();
    memory.close();
  }

  private BlockingStore store(Set<Capability> capabilities, Limits limits) {
    StoreInfo info =
        new StoreInfo("t", "1", List.of(), StoreInfo.State.READY, capabilities, limits);
    return remote.guardedBy(info).blocking();
  }

  private static Limits limits(int key, int value, int operations, long bytes, int ranges) {
    Limits of = Limits.standard();
    return new Limits(
        key,
        value,
        operations,
        of.maxTxnReads(),
        bytes,
        of.maxDeleteKeys(),
        of.maxPageEntries(),
        of.maxPageBytes(),
        of.maxOpenTxns(),
        of.maxWatches(),
        ranges,
        of.maxQueuedWrites(),
        of.maxTxnAge(),
        of.defaultLease(),
        of.minLease(),
        of.maxLease(),
        of.outcomeRetention(),
        of.historyRetention(),
        of.maxProgressLag(),
        of.maxRevisionBytes());
  }

  private void refused(ErrorReason reason, Map<String, String> told, ThrowingCallable call) {
    int before = counter.calls.get();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(reason);
              assertThat(e.metadata()).containsAllEntriesOf(told);
              assertThat(told.values()).allMatch(value -> e.description().contains(value));
            });
    assertThat(counter.calls).as("the calls that left").hasValue(before);
  }

  private void leaves(Runnable call) {
    int before = counter.calls.get();
    call.run();
    assertThat(counter.calls).as("the calls that left").hasValue(before + 1);
  }

  @Test
  void sizes_overALimit_areRefusedWithIt() {
    BlockingStore store = store(ALL, limits(4, 8, 64, 1_000, 64));
    Bytes longest = Bytes.utf8("4444");
    Bytes longer = Bytes.utf8("55555");
    leaves(() -> store.put(longest, Bytes.utf8("88888888")));
    Map<String, String> key = Map.of("size", "5", "limit", "4");
    refused(ErrorReason.KEY_TOO_LARGE, key, () -> store.put(longer, Bytes.empty()));
    refused(ErrorReason.KEY_TOO_LARGE, key, () -> store.get(GetRequest.of(longer)));
    refused(ErrorReason.KEY_TOO_LARGE, key, () -> store.delete(DeleteRequest.of(longer)));
    refused(
        ErrorReason.KEY_TOO_LARGE, key, () -> store.count(CountRequest.of(KeyRange.key(longer))));
    refused(ErrorReason.KEY_TOO_LARGE, key, () -> commit(store, Mutation.put(longer, KEY)));
    refused(ErrorReason.KEY_TOO_LARGE, key, () -> watch(store, KeyRange.key(longer)));
    refused(
        ErrorReason.VALUE_TOO_LARGE,
        Map.of("size", "9", "limit", "8"),
        () -> store.put(KEY, Bytes.utf8("999999999")));
    refused(ErrorReason.KEY_EMPTY, Map.of(), () -> store.put(Bytes.empty(), Bytes.empty()));
  }

  @Test
  void transactions_overALimit_areRefusedWithIt() {
    BlockingStore store = store(ALL, limits(64, 64, MAX_OPS, MAX_TXN_BYTES, 2));
    Mutation put = Mutation.put(KEY, Bytes.empty());
    leaves(() -> commit(store, put, put, put));
    refused(
        ErrorReason.TXN_TOO_LARGE,
        Map.of("size", "4", "limit", "3"),
        () -> commit(store, put, put, put, put));
    refused(
        ErrorReason.TXN_TOO_LARGE,
        Map.of("size", "4", "limit", "3"),
        () ->
            store.commit(
                CommitRequest.oneShot(
                    TxnId.random(),
                    List.of(new Check(KEY, Precondition.absent())),
                    List.of(put, put, put))));

    // A mutation that puts a key of one byte takes 7 bytes beside the value.
    Bytes half = Bytes.wrap(new byte[MAX_TXN_BYTES / 2 - 7]);
    leaves(() -> commit(store, Mutation.put(KEY, half), Mutation.put(KEY, half)));
    refused(
        ErrorReason.TXN_TOO_LARGE,
        Map.of("size", "101", "limit", "100"),
        () -> commit(store, Mutation.put(KEY, half), Mutation.put(Bytes.utf8("kk"), half)));
  }

  @Test
  void watch_ofTooManyRanges_isRefusedWithTheLimit() {
    BlockingStore store = store(ALL, limits(64, 64, 64, 1_000, 2));
    KeyRange[] three =
        IntStream.range(0, 3)
            .mapToObj(number -> KeyRange.key(Bytes.utf8("k" + number)))
            .toArray(KeyRange[]::new);
    refused(ErrorReason.BAD_RANGE, Map.of("size", "3", "limit", "2"), () -> watch(store, three));
    leaves(() -> watch(store, three[0], three[1]));
  }

  @Test
  void capabilities_thatAreNotDeclared_areRefusedByName() {
    BlockingStore store = store(Set.of(), Limits.standard());
    PutRequest put = PutRequest.of(KEY, KEY);
    DeleteRequest delete = DeleteRequest.of(KEY);
    lacks(Capability.PRECONDITIONS, () -> store.put(put.onlyIf(Precondition.absent())));
    lacks(Capability.PRECONDITIONS, () -> store.delete(delete.onlyIf(Precondition.present())));
    lacks(Capability.IDEMPOTENCY, () -> store.put(put.named(RequestId.random())));
    lacks(Capability.IDEMPOTENCY, () -> store.delete(delete.named(RequestId.random())));
    lacks(Capability.TRANSACTIONS, () -> store.begin(BeginRequest.readWrite()));
    lacks(Capability.TRANSACTIONS, () -> commit(store, Mutation.put(KEY, KEY)));
    lacks(Capability.TRANSACTIONS, () -> store.commit(CommitRequest.of(TXN)));
    lacks(Capability.TRANSACTIONS, () -> store.abort(TXN));
    lacks(Capability.TRANSACTIONS, () -> store.put(put.in(TXN)));
    lacks(Capability.TRANSACTIONS, () -> store.get(GetRequest.of(KEY).in(TXN)));
    lacks(Capability.TRANSACTIONS, () -> store.delete(delete.in(TXN)));
    lacks(Capability.TRANSACTIONS, () -> store.count(CountRequest.of(KeyRange.all()).in(TXN)));
    lacks(Capability.WATCH, () -> watch(store, KeyRange.all()));
    BlockingStore watching = store(EnumSet.of(Capability.WATCH), Limits.standard());
    lacks(
        Capability.PREV_VALUE,
        () -> drawn(watching, WatchRequest.now(KeyRange.all()).withPrevious()));
    leaves(() -> store.put(put));
  }

  private void lacks(Capability capability, ThrowingCallable call) {
    refused(ErrorReason.CAPABILITY, Map.of("name", capability.name()), call);
  }

  @Test
  void limits_thatWereNotTold_boundNothing() {
    BlockingStore store = store(ALL, limits(0, 0, 0, 0, 0));
    leaves(() -> store.put(Bytes.wrap(new byte[2_560]), Bytes.wrap(new byte[1 << 20])));
    leaves(() -> commit(store, Mutation.put(KEY, KEY)));
    leaves(() -> watch(store, KeyRange.all()));
  }

  @Test
  void open_ofAUrl_readsTheLimitsAndGuards() {
    AtomicInteger arrived = new AtomicInteger();
    Endpoint counted = new Endpoint.UnixSocket(folder.resolve("counted"));
    try (RpcServer counting =
            RpcServer.on(counted)
                .add(
                    () ->
                        ServerInterceptors.intercept(
                            StoreService.of(memory), new Arrivals(arrived)))
                .start();
        Store store = Stores.open(counting.endpoint().toString())) {
      int before = arrived.get();
      assertThatThrownBy(() -> store.blocking().put(KEY, Bytes.wrap(new byte[(1 << 20) + 1])))
          .hasMessageContaining("over the limit of 1048576");
      assertThat(arrived).hasValue(before);
      store.blocking().put(KEY, Bytes.wrap(new byte[1 << 20]));
      assertThat(arrived).hasValue(before + 1);
    }
  }

  private static void commit(BlockingStore store, Mutation... mutations) {
    store.commit(CommitRequest.oneShot(TxnId.random(), List.of(), List.of(mutations)));
  }

  private static void watch(BlockingStore store, KeyRange... ranges) {
    drawn(store, WatchRequest.now(ranges));
  }

  private static void drawn(BlockingStore store, WatchRequest request) {
    try (Watch watch = store.store().watch(request)) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
    }
  }
}
