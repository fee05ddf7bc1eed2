package dev.holdfast.datastore.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.datastore.Bundle;
import dev.holdfast.datastore.Bundles;
import dev.holdfast.datastore.ChangeRequest;
import dev.holdfast.datastore.ChangeSet;
import dev.holdfast.datastore.ChangeStream;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreException;
import dev.holdfast.datastore.DataStoreException.Reason;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.datastore.cache.contract.Folders;
import dev.holdfast.proto.datastore.v1.BundleServiceGrpc.BundleServiceImplBase;
import dev.holdfast.proto.datastore.v1.CreateBundleRequest;
import dev.holdfast.proto.datastore.v1.CreateBundleResponse;
import dev.holdfast.proto.datastore.v1.FetchBundleRequest;
import dev.holdfast.proto.datastore.v1.FetchBundleResponse;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.store.Store;
import dev.holdfast.store.memory.MemoryStoreProvider;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client does that the DataStore behind it does not. */
class RemoteDataStoreTest {

  private static final TrustDomain OTHER = new TrustDomain("other.org");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private DataStore cache() {
    Store store = MemoryStoreProvider.open();
    opened.push(store);
    DataStore dataStore = DataStores.on(store);
    opened.push(dataStore);
    return dataStore;
  }

  private RemoteDataStore remote(DataStore server) {
    return RemoteDataStore.on(OverSocket.channel(server, opened::push));
  }

  private static void assertReason(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            DataStoreException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  private static RegistrationEntry entry(String id, int size) {
    return RegistrationEntry.builder()
        .id(id)
        .spiffeId(SpiffeId.parse("spiffe://example.org/" + id))
        .selectors(Selector.parse("unix:uid:1"))
        .hint("x".repeat(size))
        .build();
  }

  @Test
  void call_noServerThere_isNotApplied() {
    Endpoint nowhere = new Endpoint.UnixSocket(Folders.temporary(opened::push).resolve("d.sock"));
    RpcChannel channel = RpcChannel.to(nowhere, Optional.empty());
    opened.push(channel);
    DataStore remote = RemoteDataStore.on(channel);

    assertReason(Reason.AWAY, () -> remote.bundles().create(Bundle.builder(OTHER).build()));
    assertReason(Reason.AWAY, () -> remote.entries().createAll(List.of(entry("a", 0))));
    assertReason(Reason.AWAY, () -> remote.bundles().fetch(OTHER));
    assertReason(Reason.AWAY, () -> remote.watch(ChangeRequest.now()));
  }

  /** Takes bundle calls, answers none, and tells when one is given up. */
  private static final class Silent extends BundleServiceImplBase {
    final CountDownLatch taken = new CountDownLatch(1);
    final CountDownLatch givenUp = new CountDownLatch(1);

    @Override
    public void createBundle(CreateBundleRequest request, StreamObserver<CreateBundleResponse> o) {
      take();
    }

    @Override
    public void fetchBundle(FetchBundleRequest request, StreamObserver<FetchBundleResponse> o) {
      take();
    }

    private void take() {
      Context.current().addListener(context -> givenUp.countDown(), Runnable::run);
      taken.countDown();
    }
  }

  private RpcChannel channel(Silent service) {
    Endpoint endpoint = new Endpoint.UnixSocket(Folders.temporary(opened::push).resolve("d.sock"));
    opened.push(RpcServer.on(endpoint).add(service).start());
    RpcChannel channel = RpcChannel.to(endpoint, Optional.empty());
    opened.push(channel);
    return channel;
  }

  @Test
  void call_answerTooLate_isUnknownForWritesOnly() throws Exception {
    Silent service = new Silent();
    RpcChannel channel = channel(service);
    assertReason(Reason.UNIMPLEMENTED, () -> RemoteDataStore.on(channel, PATIENCE).status());
    DataStore remote = RemoteDataStore.on(channel, Duration.ofSeconds(1));

    assertReason(
        Reason.OUTCOME_UNKNOWN, () -> remote.bundles().create(Bundle.builder(OTHER).build()));
    assertThat(service.givenUp.await(20, TimeUnit.SECONDS)).as("the server knows").isTrue();
    assertReason(Reason.DEADLINE_EXCEEDED, () -> remote.bundles().fetch(OTHER));
  }

  @Test
  void call_interrupted_isGivenUpOnTheServerToo() throws Exception {
    Silent service = new Silent();
    DataStore remote = RemoteDataStore.on(channel(service), PATIENCE);
    ExecutorService executor = executor();
    Future<?> call =
        executor.submit(() -> assertReason(Reason.CANCELLED, () -> remote.bundles().fetch(OTHER)));
    assertThat(service.taken.await(20, TimeUnit.SECONDS)).isTrue();

    executor.shutdownNow();

    call.get(20, TimeUnit.SECONDS);
    assertThat(service.givenUp.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private ExecutorService executor() {
    ExecutorService executor = Executors.newCachedThreadPool();
    opened.push(executor::shutdownNow);
    return executor;
  }

  @Test
  void call_givenUp_interruptsTheServersThread() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Bundles blocking =
        proxy(
            Bundles.class,
            method -> {
              taken.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                interrupted.countDown();
              }
              throw new DataStoreException(Reason.CANCELLED, "interrupted");
            });
    DataStore cache = cache();
    DataStore server =
        proxy(
            DataStore.class,
            method -> method.getName().equals("bundles") ? blocking : method.invoke(cache));
    DataStore remote = remote(server);
    Future<?> call =
        executor().submit(() -> assertReason(Reason.CLOSED, () -> remote.bundles().fetch(OTHER)));
    assertThat(taken.await(20, TimeUnit.SECONDS)).isTrue();

    remote.close();

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    call.get(20, TimeUnit.SECONDS);
  }

  /** Answers the methods of an interface. */
  private interface Answers {
    Object to(Method method) throws ReflectiveOperationException;
  }

  private static <T> T proxy(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.to(method)));
  }

  @Test
  void close_endsCallsUnderWayAndLaterOnes() throws Exception {
    Silent service = new Silent();
    DataStore remote = RemoteDataStore.on(channel(service), PATIENCE);
    Future<?> call =
        executor().submit(() -> assertReason(Reason.CLOSED, () -> remote.bundles().fetch(OTHER)));
    assertThat(service.taken.await(20, TimeUnit.SECONDS)).isTrue();

    remote.close();

    call.get(20, TimeUnit.SECONDS);
    assertReason(Reason.CLOSED, () -> remote.bundles().fetch(OTHER));
  }

  @Test
  void list_moreThanOneMessageHolds() {
    DataStore server = cache();
    DataStore remote = remote(server);
    for (int i = 0; i < 12; i++) {
      remote.entries().create(entry("e" + i, 1_000_000));
    }

    assertThat(remote.entries().list(EntryFilter.all()))
        .isEqualTo(server.entries().list(EntryFilter.all()));
    assertThat(remote.entries().list(EntryFilter.all(), PageRequest.first(11)).items())
        .isEqualTo(server.entries().list(EntryFilter.all(), PageRequest.first(11)).items());
    assertThat(remote.entries().fetchAll(List.of("e3", "e1", "e9", "e0", "e7"))).hasSize(5);
  }

  @Test
  void createAll_moreThanOneCallHolds_isRefusedWhole() {
    DataStore server = cache();
    DataStore remote = remote(server);
    List<RegistrationEntry> entries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      entries.add(entry("e" + i, 1_000_000));
    }

    assertThatThrownBy(() -> remote.entries().createAll(entries))
        .isInstanceOfSatisfying(
            DataStoreException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE))
        .hasMessageContaining("over the limit of 4194304");
    assertThat(server.entries().count(EntryFilter.all())).isZero();
  }

  @Test
  void watch_commitOfSeveralMessages_isOneSet() {
    DataStore server = cache();
    DataStore remote = remote(server);
    List<RegistrationEntry> entries = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      entries.add(entry("e" + i, 500_000));
    }
    try (ChangeStream stream = remote.watch(ChangeRequest.now())) {
      server.entries().createAll(entries);

      ChangeSet set = stream.next(PATIENCE).orElseThrow();

      assertThat(set.changes()).hasSize(6);
      assertThat(set.floor()).isEqualTo(stream.position());
    }
  }

  @Test
  void watch_serverCloses_isAway() {
    DataStore server = cache();
    DataStore remote = remote(server);
    try (ChangeStream stream = remote.watch(ChangeRequest.now())) {
      server.close();

      assertReason(Reason.CLOSED, () -> stream.next(PATIENCE));
    }
  }

  @Test
  void watch_positionAdvancesWhereNothingOfItsKindsChanges() {
    DataStore server = cache();
    DataStore remote = remote(server);
    try (ChangeStream stream = remote.watch(ChangeRequest.now().ofKinds(RecordKind.BUNDLE))) {
      long revision = server.entries().create(entry("a", 0)).entry().modRevision();
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (stream.position().revision() < revision && System.nanoTime() < deadline) {
        assertThat(stream.next(Duration.ofMillis(50))).isEmpty();
      }
      assertThat(stream.position().revision()).isGreaterThanOrEqualTo(revision);
    }
  }
}
