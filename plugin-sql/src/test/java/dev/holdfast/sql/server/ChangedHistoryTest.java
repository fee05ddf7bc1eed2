package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sql.SqlDialect.Role;
import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.TestServers;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A history that another process has begun, after the database forgot what it had told. */
final class ChangedHistoryTest {

  private static final Bytes READ = Bytes.utf8("read");
  private static final Bytes OTHER = Bytes.utf8("other");

  @ParameterizedTest
  @EnumSource
  void transaction_inItConflictsWithCommitsOfAsManyRevisions(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    String prefix = TestStores.newPrefix();
    String url = TestServers.url(kind) + "&table_prefix=" + prefix;
    try (Store one = Stores.open(url);
        Watch watch = one.watch(WatchRequest.after(0, KeyRange.all()))) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      List.of(READ, OTHER, OTHER, OTHER).forEach(key -> one.blocking().put(key, Bytes.utf8("1")));
      forgetBeyondSecondRevision(kind, url, prefix);
      assertEndsWithHistoryChanged(watch);
      Transaction transaction = one.blocking().open(BeginRequest.readWrite());
      assertThat(transaction.snapshot().revision()).isEqualTo(2);
      assertThat(transaction.get(READ)).isPresent();
      try (Store two = Stores.open(url)) {
        two.blocking().put(READ, Bytes.utf8("2"));
        two.blocking().put(OTHER, Bytes.utf8("2"));
      }
      transaction.put(Bytes.utf8("written"), Bytes.utf8("of what was read"));
      assertReason(transaction::commit, ErrorReason.CONFLICT);
    }
  }

  /** Does what a restored backup and a process that notices it do, in one transaction. */
  private static void forgetBeyondSecondRevision(ServerKind kind, String url, String prefix)
      throws Exception {
    try (ServerDialect dialect = TestStores.dialect(kind, url);
        Connection connection = dialect.open(Role.FOLLOWER);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.executeUpdate("delete from " + prefix + "log where rev > 2");
      statement.executeUpdate(
          "update " + prefix + "kv set mod_rev = 2, version = 1 where mod_rev > 2");
      statement.executeUpdate(
          "update "
              + prefix
              + "meta set rev = 2, history_id = 'another', nonce = (select nonce from "
              + prefix
              + "log where rev = 2)");
      connection.commit();
    }
  }

  private static void assertEndsWithHistoryChanged(Watch watch) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    assertReason(
        () -> {
          while (System.nanoTime() < deadline) {
            Object unused = BlockingStore.await(watch.next());
          }
        },
        ErrorReason.HISTORY_CHANGED);
  }

  private static void assertReason(Runnable call, ErrorReason reason) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
