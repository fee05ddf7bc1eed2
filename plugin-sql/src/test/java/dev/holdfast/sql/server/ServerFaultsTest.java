package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sql.SqlDialect;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.ServerProcess;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of commits, watches and health when the way to the server fails. */
@ResourceLock(FaultyServers.LOCK)
final class ServerFaultsTest {

  private static final String QUICK =
      "&connect_timeout_ms=1000&socket_timeout_ms=2000&session_timeout_ms=1000";
  private static final Bytes KEY = Bytes.utf8("k");

  @ParameterizedTest
  @EnumSource
  void lostCommitReply_isResolvedAndAppliedOnce(ServerKind kind) throws Exception {
    try (TcpProxy proxy = proxy(kind);
        Store store = open(kind, proxy)) {
      BlockingStore blocking = store.blocking();
      blocking.put(KEY, KEY);
      proxy.loseCommitReply();
      assertThat(blocking.put(KEY, KEY).modRevision()).hasValue(2);
      assertThat(proxy.lostReplies()).isEqualTo(1);
      assertThat(entry(blocking).version()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void lostReplies_atAnyMoment_leaveEveryPutAppliedOnce(ServerKind kind) throws Exception {
    try (TcpProxy proxy = proxy(kind);
        Store store = open(kind, proxy)) {
      BlockingStore blocking = store.blocking();
      for (int put = 1; put <= 30; put++) {
        if (put % 3 == 0) {
          proxy.loseReply();
        }
        assertThat(blocking.put(KEY, KEY).modRevision()).hasValue(put);
      }
      assertThat(proxy.lostReplies()).isGreaterThanOrEqualTo(5);
      assertThat(entry(blocking).version()).isEqualTo(30);
    }
  }

  @ParameterizedTest
  @EnumSource
  void cutOff_isToldByHealthAndEndsByItself(ServerKind kind) throws Exception {
    try (TcpProxy proxy = proxy(kind);
        Store store = open(kind, proxy)) {
      BlockingStore blocking = store.blocking();
      long first = blocking.put(KEY, KEY).modRevision().orElseThrow();
      proxy.cut();
      await(() -> blocking.info().state() == StoreInfo.State.DEGRADED);
      assertReason(() -> blocking.get(GetRequest.of(KEY)), ErrorReason.NOT_APPLIED);
      proxy.pass();
      await(() -> blocking.info().state() == StoreInfo.State.READY);
      assertThat(entry(blocking).modRevision()).isEqualTo(first);
      blocking.put(KEY, KEY);
      assertThat(revisionsAfter(store, first - 1, first + 1)).containsExactly(first, first + 1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void blackHole_failsCallsInTimeAndEndsByItself(ServerKind kind) throws Exception {
    try (TcpProxy proxy = proxy(kind);
        Store store = open(kind, proxy)) {
      BlockingStore blocking = store.blocking();
      long first = blocking.put(KEY, KEY).modRevision().orElseThrow();
      proxy.blackHole();
      assertReason(() -> blocking.get(GetRequest.of(KEY)), ErrorReason.NOT_APPLIED);
      await(() -> blocking.info().state() == StoreInfo.State.DEGRADED);
      proxy.pass();
      await(() -> blocking.info().state() == StoreInfo.State.READY);
      assertThat(entry(blocking).modRevision()).isEqualTo(first);
      blocking.put(KEY, KEY);
      assertThat(revisionsAfter(store, first - 1, first + 1)).containsExactly(first, first + 1);
    }
  }

  /** The writer of another process takes the lock and then does nothing, as a stopped one does. */
  @ParameterizedTest
  @EnumSource
  void stoppedHolderOfTheCounter_stallsNoLongerThanItsSession(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    ServerProcess server = FaultyServers.of(kind);
    String prefix = TestStores.newPrefix();
    String url = server.url() + QUICK + "&table_prefix=" + prefix;
    try (Store store = Stores.open(url);
        ServerDialect other = TestStores.dialect(kind, url)) {
      Connection holder = other.open(SqlDialect.Role.WRITER); // which the server will close
      other.begin(holder);
      try (Statement lock = holder.createStatement()) {
        lock.executeQuery("select rev from " + prefix + "meta where id = 1 for update").close();
        long begun = System.nanoTime();
        store.blocking().put(KEY, KEY);
        Duration stalled = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(stalled).isBetween(Duration.ofMillis(500), Duration.ofMillis(3_500));
      }
      assertThat(holder.isValid(1)).isFalse();
    }
  }

  private static TcpProxy proxy(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    return new TcpProxy(FaultyServers.of(kind).port());
  }

  private static Store open(ServerKind kind, TcpProxy proxy) {
    return Stores.open(
        FaultyServers.of(kind).urlThrough(proxy.port())
            + "&tls=disable&table_prefix="
            + TestStores.newPrefix()
            + QUICK);
  }

  private static KeyValue entry(BlockingStore store) {
    return store.get(GetRequest.of(KEY)).entries().get(0);
  }

  private static List<Long> revisionsAfter(Store store, long after, long until) {
    List<Long> seen = new ArrayList<>();
    try (Watch watch = store.watch(WatchRequest.after(after, KeyRange.all()))) {
      while (!seen.contains(until)) {
        if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches message) {
          message.batches().forEach(batch -> seen.add(batch.revision()));
        }
      }
    }
    return seen;
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("nanoseconds beyond 30 s").isNegative();
      Thread.sleep(20);
    }
  }

  private static void assertReason(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, ErrorReason reason) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
