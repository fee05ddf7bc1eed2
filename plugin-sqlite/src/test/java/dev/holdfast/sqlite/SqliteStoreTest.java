package dev.holdfast.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CountRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteStoreTest {

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("store.db");
  }

  private Store open(String options) {
    return Stores.open("sqlite:" + file() + options);
  }

  @Test
  void reopen_findsEntriesRevisionsAndHistory() {
    KeyValue before;
    String history;
    try (Store store = open("")) {
      store.blocking().put(key("a"), key("1"));
      history = store.blocking().put(key("a"), key("2")).header().historyId();
      before = store.blocking().get(GetRequest.of(key("a"))).entries().get(0);
    }
    try (Store store = open("")) {
      assertThat(store.blocking().get(GetRequest.of(key("a"))).entries()).containsExactly(before);
      var put = store.blocking().put(key("b"), key("3"));
      assertThat(put.header().historyId()).isEqualTo(history);
      assertThat(put.modRevision()).hasValue(3);
    }
  }

  @Test
  void transaction_readsItsSnapshotWhileOthersWrite() {
    try (Store store = open("")) {
      BlockingStore blocking = store.blocking();
      for (int i = 0; i < 300; i++) {
        blocking.put(key("k" + i), key("old"));
      }
      try (Transaction reader = blocking.open(BeginRequest.readOnly())) {
        for (int i = 0; i < 300; i += 2) {
          blocking.put(key("k" + i), key("new"));
        }
        blocking.delete(dev.holdfast.store.DeleteRequest.of(key("k7")));
        blocking.put(key("k8a"), key("new"));
        assertThat(reader.getAll(KeyRange.prefix(key("k"))))
            .hasSize(300)
            .allMatch(entry -> entry.value().equals(key("old")));
        assertThat(reader.count(KeyRange.prefix(key("k")))).isEqualTo(300);
      }
      assertThat(blocking.count(CountRequest.of(KeyRange.all())).count()).isEqualTo(300);
    }
  }

  @Test
  void watch_readsHistoryFromTheTableAndGoesOnLive() {
    try (Store store = open("")) {
      for (int i = 1; i <= 10; i++) {
        store.blocking().put(key("k"), key("" + i));
      }
    }
    try (Store store = open("");
        Watch watch = store.watch(WatchRequest.after(4, KeyRange.all()))) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      WatchResponse.Batches history = (WatchResponse.Batches) BlockingStore.await(watch.next());
      assertThat(history.batches())
          .extracting(batch -> batch.revision())
          .containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
      store.blocking().put(key("k"), key("11"));
      WatchResponse live = BlockingStore.await(watch.next());
      while (live instanceof WatchResponse.Progress) {
        live = BlockingStore.await(watch.next());
      }
      assertThat(((WatchResponse.Batches) live).batches().get(0).revision()).isEqualTo(11);
    }
  }

  @Test
  void open_twiceWithoutShared_isRefusedWithTheCure() {
    try (Store store = open("")) {
      assertReason(() -> open(""), ErrorReason.NOT_APPLIED, "shared=true");
      assertReason(() -> open("?shared=true"), ErrorReason.NOT_APPLIED, "shared=true");
    }
    open("").close();
  }

  @Test
  void shared_twoStoresOnOneFile_seeEachOther() {
    try (Store one = open("?shared=true");
        Store two = open("?shared=true");
        Watch watch = two.watch(WatchRequest.now(KeyRange.all()))) {
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      one.blocking().put(key("k"), key("1"));
      assertThat(two.blocking().get(GetRequest.of(key("k"))).entries()).hasSize(1);
      WatchResponse message = BlockingStore.await(watch.next());
      while (message instanceof WatchResponse.Progress) {
        message = BlockingStore.await(watch.next());
      }
      assertThat(((WatchResponse.Batches) message).batches().get(0).revision()).isEqualTo(1);
    }
  }

  @Test
  void open_foreignFile_isRefusedAndLeftAsItWas() throws Exception {
    Files.writeString(
        file(), "this is no database, and long enough to be taken for one".repeat(40));
    byte[] before = Files.readAllBytes(file());
    assertReason(() -> open(""), ErrorReason.CORRUPT, file().toString());
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void open_databaseOfAnotherProgram_isRefusedAndLeftAsItWas() throws Exception {
    execute("create table t (x)");
    byte[] before = Files.readAllBytes(file());
    assertReason(() -> open(""), ErrorReason.CORRUPT, "another program");
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
  }

  @Test
  void open_newerTables_isRefusedByVersion() throws Exception {
    open("").close();
    execute("update holdfast_meta set schema_version = 99");
    assertReason(() -> open(""), ErrorReason.CORRUPT, "version 99");
  }

  @Test
  void open_missingFolder_isRefusedByName() {
    assertReason(
        () -> Stores.open("sqlite:" + folder.resolve("none/store.db")),
        ErrorReason.BAD_OPTION,
        "the folder of");
  }

  @Test
  void fileReplaced_stopsServing() throws Exception {
    try (Store store = open("");
        Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
      store.blocking().put(key("k"), key("1"));
      assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Created.class);
      Path other = folder.resolve("other.db");
      Files.createFile(other);
      Files.move(other, file(), StandardCopyOption.REPLACE_EXISTING);
      assertReason(
          () -> store.blocking().put(key("k"), key("2")), ErrorReason.NOT_APPLIED, "replaced");
      assertReason(
          () -> store.blocking().get(GetRequest.of(key("k"))), ErrorReason.NOT_APPLIED, "replaced");
      assertReason(
          () -> drain(watch, Duration.ofSeconds(2)), ErrorReason.HISTORY_CHANGED, "replaced");
    }
  }

  private static void drain(Watch watch, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline) {
      BlockingStore.await(watch.next());
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void assertReason(ThrowingCallable call, ErrorReason reason, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(text);
  }

  private static Bytes key(String text) {
    return Bytes.utf8(text);
  }
}
