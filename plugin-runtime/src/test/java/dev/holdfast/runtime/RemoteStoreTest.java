package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Check;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Precondition;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.store.memory.MemoryStoreProvider;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteStoreTest {

  @TempDir private Path folder;
  private Endpoint endpoint;
  private StoreService service;
  private RpcServer server;
  private RemoteStore remote;
  private BlockingStore store;

  @BeforeEach
  void serve() {
    endpoint = new Endpoint.UnixSocket(folder.resolve("store.sock"));
    service = StoreService.configurable(new MemoryStoreProvider(), "");
    server =
        RpcServer.on(endpoint).add(service).healthOf(StoreService.NAME, service::isServing).start();
    remote = RemoteStore.at(endpoint);
    store = remote.blocking();
  }

  @AfterEach
  void close() {
    remote.close();
    server.close();
    service.close();
  }

  private void configure() {
    BlockingStore.await(remote.configure(StoreOptions.none()));
  }

  @Test
  void info_beforeConfigure_tellsThatItIsUnconfigured() {
    StoreInfo info = store.info();
    assertThat(info).isEqualTo(new MemoryStoreProvider().describe());
    assertThat(info.state()).isEqualTo(StoreInfo.State.UNCONFIGURED);
  }

  @Test
  void put_beforeConfigure_isRefused() {
    assertReason(() -> store.put(key("k"), key("v")), ErrorReason.NOT_CONFIGURED);
  }

  @Test
  void health_watched_turnsWithConfigure() {
    try (RpcChannel channel = RpcChannel.to(endpoint, Optional.empty())) {
      var request = HealthCheckRequest.newBuilder().setService(StoreService.NAME).build();
      var answers = HealthGrpc.newBlockingStub(channel).watch(request);
      assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
      configure();
      assertThat(answers.next().getStatus()).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void configure_badOption_isRefusedAndALaterOneSucceeds() {
    StoreOptions bad = StoreOptions.of(Map.of("colour", "red"));
    assertReason(() -> BlockingStore.await(remote.configure(bad)), ErrorReason.BAD_OPTION);
    configure();
    assertThat(store.info().state()).isEqualTo(StoreInfo.State.READY);
    assertReason(this::configure, ErrorReason.ALREADY_CONFIGURED);
  }

  @Test
  void verbs_overTheSocket_answerAsInProcess() {
    configure();
    long revision = store.put(key("a"), key("1")).modRevision().orElseThrow();
    assertThat(store.get(GetRequest.of(KeyRange.all())).entries())
        .containsExactly(new KeyValue(key("a"), key("1"), revision, revision, 1));
    var committed =
        store.transact(
            transaction -> {
              transaction.put(key("b"), key("2"));
              return transaction.count(KeyRange.all());
            });
    assertThat(committed.value()).isEqualTo(2);
    var oneShot =
        store.commit(
            CommitRequest.oneShot(
                TxnId.random(),
                List.of(new Check(key("b"), Precondition.present())),
                List.of(Mutation.delete(KeyRange.prefix(Bytes.empty())))));
    assertThat(oneShot.wrote()).isTrue();
    assertThat(store.get(GetRequest.of(key("a"))).entries()).isEmpty();
  }

  @Test
  void put_refused_carriesReasonMetadataAndDescription() {
    configure();
    store.put(key("k"), key("v"));
    assertThatThrownBy(
            () -> store.put(PutRequest.of(key("k"), key("w")).onlyIf(Precondition.absent())))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ErrorReason.PRECONDITION_FAILED);
              assertThat(e.metadata()).containsEntry("current_mod_revision", "1");
              assertThat(e.description()).contains("key k is at mod revision 1");
            });
  }

  @Test
  void watch_overTheSocket_tellsEventsWithPrevious() {
    configure();
    store.put(key("k"), key("1"));
    store.put(key("k"), key("2"));
    try (Watch watch = remote.watch(WatchRequest.after(1, KeyRange.all()).withPrevious())) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      WatchResponse.Batches message = (WatchResponse.Batches) BlockingStore.await(watch.next());
      assertThat(message.batches().get(0).events())
          .containsExactly(
              new Event.Put(
                  new KeyValue(key("k"), key("2"), 1, 2, 2),
                  Optional.of(new KeyValue(key("k"), key("1"), 1, 1, 1))));
    }
  }

  @Test
  void watch_whoseConnectionWasClosed_fails() {
    configure();
    long last = 0;
    for (int number = 0; number < 20; number++) {
      last = store.put(key("k"), key("v" + number)).modRevision().orElseThrow();
    }
    Watch slow = remote.watch(WatchRequest.after(0, KeyRange.all()));
    assertThat(BlockingStore.await(slow.next())).isInstanceOf(WatchResponse.Created.class);
    try (Watch fast = remote.watch(WatchRequest.after(0, KeyRange.all()))) {
      readUntil(fast, last); // by then the slow one's events have arrived as well
    }
    server.close();
    remote.close();
    assertThatThrownBy(() -> readUntil(slow, Long.MAX_VALUE)).isInstanceOf(StoreException.class);
    slow.close();
  }

  private static void readUntil(Watch watch, long revision) {
    long told = 0;
    while (told < revision) {
      if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches batches) {
        told = batches.batches().get(batches.batches().size() - 1).revision();
      }
    }
  }

  @Test
  void watch_withoutRange_failsWithItsReason() {
    configure();
    try (Watch watch = remote.watch(WatchRequest.now())) {
      assertReason(() -> BlockingStore.await(watch.next()), ErrorReason.BAD_RANGE);
      assertReason(() -> BlockingStore.await(watch.next()), ErrorReason.BAD_RANGE);
    }
  }

  @Test
  void put_withoutServer_didNotLeave() {
    server.close();
    assertReason(() -> store.put(key("k"), key("v")), ErrorReason.NOT_APPLIED);
  }

  @Test
  void start_onASocketInUse_isRefusedByName() {
    assertThatThrownBy(() -> RpcServer.on(endpoint).start())
        .hasMessageContaining("another server listens on")
        .hasMessageContaining("store.sock");
  }

  @Test
  void start_onAStaleSocket_takesItOver() throws Exception {
    Path stale = folder.resolve("stale.sock");
    try (var channel =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      channel.bind(java.net.UnixDomainSocketAddress.of(stale));
    }
    assertThat(stale).exists();
    try (RpcServer taken = RpcServer.on(new Endpoint.UnixSocket(stale)).start()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stale)))
          .isEqualTo("rw-------");
      assertThat(taken.endpoint()).isEqualTo(new Endpoint.UnixSocket(stale));
    }
    assertThat(stale).doesNotExist();
  }

  @Test
  void start_onTcpBeyondThisMachine_isRefusedWithoutTls() {
    assertThatThrownBy(() -> RpcServer.on(Endpoint.parse("0.0.0.0:0")).start())
        .hasMessageContaining("without TLS");
    assertThatThrownBy(() -> RemoteStore.at(Endpoint.parse("dns:///192.0.2.1:443")))
        .hasMessageContaining("without TLS");
  }

  @Test
  void parse_longSocketPath_isRefusedWithItsBound() {
    assertThatThrownBy(() -> Endpoint.parse("unix:/" + "x".repeat(107)))
        .hasMessageContaining("has 108 bytes")
        .hasMessageContaining("107 at most");
  }

  private static void assertReason(ThrowingCallable call, ErrorReason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static Bytes key(String text) {
    return Bytes.utf8(text);
  }
}
