package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
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
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers that are killed, and that come back knowing everything or less. */
@ResourceLock(FaultyServers.LOCK)
final class ServerKillTest {

  private static final boolean LONG = Boolean.getBoolean("holdfast.conformance.long");
  private static final int KILLS = LONG ? 5 : 2;
  private static final int WRITES_BETWEEN = LONG ? 5_000 : 300;
  private static final int WRITERS = 16;
  private static final Bytes KEY = Bytes.utf8("k");

  /** Two stores, as of two processes; each has writers and a watcher. */
  @ParameterizedTest
  @EnumSource
  void killUnderLoad_losesNothingAndTellsEverythingOnce(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    ServerProcess server = FaultyServers.of(kind);
    String url = server.url() + "&table_prefix=" + TestStores.newPrefix();
    try (Store one = Stores.open(url);
        Store two = Stores.open(url)) {
      AcknowledgedWrites writes = new AcknowledgedWrites(WRITERS, one, two);
      try (PersistentWatcher first = new PersistentWatcher(one);
          PersistentWatcher second = new PersistentWatcher(two)) {
        writes.start();
        for (int kill = 0; kill < KILLS; kill++) {
          writes.awaitMore(WRITES_BETWEEN);
          server.kill();
          server.restart();
        }
        writes.awaitMore(WRITES_BETWEEN);
        writes.stop();
        long last = one.blocking().get(GetRequest.of(KEY)).header().revision();
        writes.verify(first.eventsThrough(last));
        assertThat(second.eventsThrough(last)).isEqualTo(first.eventsThrough(last));
      }
    }
  }

  /** The server comes back with the data of a moment ago, as from a backup. */
  @ParameterizedTest
  @EnumSource
  void serverThatForgets_changesItsHistoryAndEndsWatches(ServerKind kind) {
    TestStores.requireServer(kind);
    ServerProcess server = FaultyServers.of(kind);
    String url = server.url() + "&poll_max_ms=100&table_prefix=" + TestStores.newPrefix();
    try (Store store = Stores.open(url)) {
      BlockingStore blocking = store.blocking();
      String before = blocking.put(KEY, Bytes.utf8("1")).header().historyId();
      server.kill();
      server.keepCopy();
      server.restart();
      putUntilItSucceeds(blocking, "2");
      try (Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
        assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
        server.kill();
        server.restoreCopy();
        server.restart();
        assertHistoryChanged(watch);
      }
      putUntilItSucceeds(blocking, "3");
      var entry = blocking.get(GetRequest.of(KEY));
      assertThat(entry.header().historyId()).isNotEqualTo(before);
      assertThat(entry.entries().get(0).version()).isEqualTo(2);
    }
  }

  /** Without the binary log, MariaDB shows commits before they are durable. */
  @Test
  void mariadbWithoutBinaryLog_isWarnedOfAndFoundOut() throws Exception {
    TestStores.requireServer(ServerKind.MARIADB);
    try (ServerProcess server = ServerProcess.start(ServerKind.MARIADB, "skip-log-bin");
        LogCapture warnings = LogCapture.of(MysqlInspection.class);
        Store store = Stores.open(server.url() + "&poll_max_ms=100")) {
      assertThat(warnings.messages()).anyMatch(text -> text.contains("the binary log is off"));
      BlockingStore blocking = store.blocking();
      String before = blocking.put(KEY, KEY).header().historyId();
      stopSyncing(server);
      try (Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
        assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
        blocking.put(KEY, KEY);
        server.kill();
        server.restart();
        assertHistoryChanged(watch);
      }
      assertThat(blocking.get(GetRequest.of(KEY)).header().historyId()).isNotEqualTo(before);
    }
  }

  /** From here on the server keeps its log to itself for longer than any test takes. */
  private static void stopSyncing(ServerProcess server) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("set global innodb_flush_log_at_timeout = 2700");
      statement.execute("set global innodb_flush_log_at_trx_commit = 0");
    }
  }

  private static void putUntilItSucceeds(BlockingStore store, String value) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        store.put(KEY, Bytes.utf8(value));
        assertThat(store.info().state()).isIn(StoreInfo.State.READY, StoreInfo.State.DEGRADED);
        return;
      } catch (StoreException e) {
        assertThat(e.reason()).isEqualTo(ErrorReason.NOT_APPLIED);
        assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
      }
    }
  }

  private static void assertHistoryChanged(Watch watch) {
    assertThatThrownBy(() -> drain(watch))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> assertThat(e.reason()).isEqualTo(ErrorReason.HISTORY_CHANGED));
  }

  private static void drain(Watch watch) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      BlockingStore.await(watch.next());
    }
  }
}
