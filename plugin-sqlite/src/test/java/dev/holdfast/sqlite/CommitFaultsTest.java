package dev.holdfast.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.sql.SqlConfig;
import dev.holdfast.sql.SqlStores;
import dev.holdfast.sqlite.FaultyDialect.Fault;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a commit whose reply is lost, and of a database that forgets. */
final class CommitFaultsTest {

  @TempDir private Path folder;
  private FaultyDialect dialect;
  private Store store;
  private BlockingStore blocking;

  @BeforeEach
  void open() {
    dialect =
        new FaultyDialect(new SqliteDialect(SqliteFile.open(file(), SqliteFile.Sharing.SHARED)));
    StoreInfo info = new SqliteStoreProvider().describe().in(StoreInfo.State.READY);
    SqlConfig.Polling polling = new SqlConfig.Polling(Duration.ofMillis(5), Duration.ofMillis(20));
    store = SqlStores.open(dialect, new SqlConfig(info, 10_000, 2, Optional.of(polling)));
    blocking = store.blocking();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Path file() {
    return folder.resolve("store.db");
  }

  @ParameterizedTest
  @EnumSource(names = {"LOST_BEFORE", "LOST_AFTER"})
  void lostReply_isResolvedAndAppliedOnce(Fault fault) {
    blocking.put(key("k"), key("1"));
    dialect.failNextCommit(fault);
    assertThat(blocking.put(key("k"), key("2")).modRevision()).hasValue(2);
    assertThat(blocking.get(GetRequest.of(key("k"))).entries().get(0).version()).isEqualTo(2);
    assertThat(revisions(2)).containsExactly(1L, 2L);
  }

  @Test
  void lostReply_andDatabaseAway_isUnknownUntilItIsAskedAgain() {
    blocking.put(key("k"), key("1"));
    CommitRequest commit =
        CommitRequest.oneShot(TxnId.random(), List.of(), List.of(Mutation.put(key("k"), key("2"))));
    dialect.failNextCommit(Fault.AWAY_AFTER);
    assertReason(() -> blocking.commit(commit), ErrorReason.OUTCOME_UNKNOWN);
    assertThat(blocking.info().state()).isEqualTo(StoreInfo.State.DEGRADED);
    dialect.comeBack();
    CommitResult result = blocking.commit(commit);
    assertThat(result.revision()).hasValue(2);
    assertThat(blocking.get(GetRequest.of(key("k"))).entries().get(0).version()).isEqualTo(2);
    assertThat(revisions(2)).containsExactly(1L, 2L);
  }

  @Test
  void databaseThatForgets_changesItsHistoryAndEndsWatches() throws Exception {
    String before = blocking.put(key("k"), key("1")).header().historyId();
    blocking.put(key("k"), key("2"));
    try (Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      execute(
          "delete from holdfast_log where rev = 2",
          "update holdfast_meta set rev = 1, nonce = (select nonce from holdfast_log)",
          "update holdfast_kv set mod_rev = 1, version = 1");
      String after = blocking.put(key("k"), key("3")).header().historyId();
      assertThat(after).isNotEqualTo(before);
      assertReason(() -> drain(watch), ErrorReason.HISTORY_CHANGED);
      assertReason(
          () -> drain(store.watch(WatchRequest.after(1, KeyRange.all()).inHistory(before))),
          ErrorReason.HISTORY_CHANGED);
    }
  }

  @Test
  void databaseThatForgetsAndGoesOn_isFoundOutByItsNonces() throws Exception {
    String before = blocking.put(key("k"), key("1")).header().historyId();
    try (Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      execute(
          "update holdfast_log set nonce = 4711",
          "insert into holdfast_log (rev, seq, k, type, v, create_rev, version, nonce)"
              + " values (2, 0, x'6b', 1, x'32', 1, 2, 4712)",
          "update holdfast_meta set rev = 2, nonce = 4712");
      assertReason(() -> drain(watch), ErrorReason.HISTORY_CHANGED);
      assertThat(blocking.get(GetRequest.of(key("k"))).header().historyId()).isNotEqualTo(before);
    }
  }

  private List<Long> revisions(long until) {
    List<Long> seen = new ArrayList<>();
    try (Watch watch = store.watch(WatchRequest.after(0, KeyRange.all()))) {
      while (!seen.contains(until)) {
        if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches message) {
          message.batches().forEach(batch -> seen.add(batch.revision()));
        }
      }
    }
    return seen;
  }

  private static void drain(Watch watch) {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline) {
      BlockingStore.await(watch.next());
    }
  }

  /** Changes the database behind the store's back, at one moment: the store polls meanwhile. */
  private void execute(String... changes) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute("pragma busy_timeout = 5000");
      statement.execute("begin immediate");
      for (String change : changes) {
        assertThat(statement.executeUpdate(change)).isPositive();
      }
      statement.execute("commit");
    }
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
