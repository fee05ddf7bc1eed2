package dev.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Floor;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.PutResult;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Transaction;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EtcdStoreTest {

  @TempDir private static Path folder;
  private static EtcdFixtures etcd;

  @BeforeAll
  static void start() {
    etcd = EtcdFixtures.open(folder);
  }

  @AfterAll
  static void stop() {
    etcd.close();
  }

  private static Store open(String location) {
    return Stores.open("etcd:" + location);
  }

  private static Bytes key(String text) {
    return Bytes.utf8(text);
  }

  private static KeyValue entry(Store store, String key) {
    return store.blocking().get(GetRequest.of(key(key))).entries().get(0);
  }

  private static void requireReason(ErrorReason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StoreException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void reopen_findsEntriesAndHistory() {
    String location = etcd.location();
    KeyValue before;
    String history;
    try (Store store = open(location)) {
      store.blocking().put(key("a"), key("1"));
      history = store.blocking().put(key("a"), key("2")).header().historyId();
      before = entry(store, "a");
    }
    try (Store store = open(location)) {
      assertThat(entry(store, "a")).isEqualTo(before);
      assertThat(store.blocking().put(key("b"), key("3")).header().historyId()).isEqualTo(history);
    }
  }

  @Test
  void prefixes_areStoresOfTheirOwn() {
    String location = etcd.location();
    try (Store one = open(location);
        Store other = open(location + "2")) {
      one.blocking().put(key("a"), key("1"));
      other.blocking().put(key("b"), key("2"));
      assertThat(one.blocking().get(GetRequest.of(KeyRange.all())).entries())
          .extracting(KeyValue::key)
          .containsExactly(key("a"));
      assertThat(other.blocking().delete(DeleteRequest.of(KeyRange.all())).deleted()).isEqualTo(1);
      assertThat(entry(one, "a").value()).isEqualTo(key("1"));
    }
  }

  @Test
  void processes_onOnePrefix_areOneStore() {
    String location = etcd.location();
    try (Store one = open(location);
        Store other = open(location);
        Watch watch = other.watch(WatchRequest.now(KeyRange.all()))) {
      BlockingStore.await(watch.next());
      PutResult put = one.blocking().put(key("a"), key("1"));
      GetRequest read = GetRequest.of(key("a")).atLeast(Floor.at(put.header()));
      assertThat(other.blocking().get(read).entries()).hasSize(1);
      WatchResponse told = BlockingStore.await(watch.next());
      while (told instanceof WatchResponse.Progress) {
        told = BlockingStore.await(watch.next());
      }
      assertThat(((WatchResponse.Batches) told).batches().get(0).revision())
          .isEqualTo(put.modRevision().orElseThrow());
      try (Transaction transaction = one.blocking().open(BeginRequest.readWrite())) {
        transaction.getAll(KeyRange.all());
        other.blocking().delete(DeleteRequest.of(key("a")));
        transaction.put(key("b"), key("1"));
        requireReason(ErrorReason.CONFLICT, transaction::commit);
      }
    }
  }

  @Test
  void put_afterDeleteInOneCommit_livesOnUnderLaterPuts() {
    try (Store store = open(etcd.location())) {
      BlockingStore blocking = store.blocking();
      blocking.put(key("a"), key("1"));
      blocking.put(key("a"), key("2"));
      long born;
      try (Transaction transaction = blocking.open(BeginRequest.readWrite())) {
        transaction.delete(KeyRange.key(key("a")));
        transaction.put(key("a"), key("3"));
        born = transaction.commit().revision().orElseThrow();
      }
      assertThat(entry(store, "a")).isEqualTo(new KeyValue(key("a"), key("3"), born, born, 1));
      long later = blocking.put(key("a"), key("4")).modRevision().orElseThrow();
      KeyValue expected = new KeyValue(key("a"), key("4"), born, later, 2);
      assertThat(entry(store, "a")).isEqualTo(expected);
      GetRequest keysOnly = GetRequest.of(KeyRange.all()).keysOnly();
      assertThat(blocking.get(keysOnly).entries()).containsExactly(expected.withoutValue());
      blocking.delete(DeleteRequest.of(key("a")));
      long anew = blocking.put(key("a"), key("5")).modRevision().orElseThrow();
      assertThat(entry(store, "a")).isEqualTo(new KeyValue(key("a"), key("5"), anew, anew, 1));
      long last = blocking.put(key("a"), key("6")).modRevision().orElseThrow();
      assertThat(entry(store, "a")).isEqualTo(new KeyValue(key("a"), key("6"), anew, last, 2));
    }
  }

  @Test
  void oneShotDelete_ofWhatIsAbsent_isRepeatable() {
    try (Store store = open(etcd.location())) {
      BlockingStore blocking = store.blocking();
      blocking.put(key("a"), key("1"));
      CommitRequest delete =
          CommitRequest.oneShot(
              TxnId.random(), List.of(), List.of(Mutation.delete(KeyRange.prefix(key("a")))));
      OptionalLong revision = blocking.commit(delete).revision();
      assertThat(revision).isPresent();
      blocking.put(key("a2"), key("1"));
      assertThat(blocking.commit(delete).revision()).isEqualTo(revision);
      CommitRequest nothing =
          CommitRequest.oneShot(
              TxnId.random(), List.of(), List.of(Mutation.delete(KeyRange.key(key("b")))));
      assertThat(blocking.commit(nothing).wrote()).isFalse();
      DeleteRequest named = DeleteRequest.of(KeyRange.prefix(key("a"))).named(new RequestId("r"));
      assertThat(blocking.delete(named).deleted()).isEqualTo(1);
      assertThat(blocking.delete(named).deleted()).isEqualTo(1);
    }
  }

  @Test
  void readsAndChecks_moreThanEtcdComparesAtOnce_areRefusedWhole() {
    try (Store store = open(etcd.location())) {
      BlockingStore blocking = store.blocking();
      for (int i = 0; i < 130; i++) {
        blocking.put(key(String.format("k%03d", i)), key("1"));
      }
      try (Transaction transaction = blocking.open(BeginRequest.readWrite())) {
        assertThat(transaction.count(KeyRange.all())).isEqualTo(130);
        transaction.put(key("new"), key("1"));
        requireReason(ErrorReason.TXN_TOO_LARGE, transaction::commit);
      }
      assertThat(blocking.get(GetRequest.of(key("new"))).entries()).isEmpty();
    }
  }

  @Test
  void put_byAForeignWriter_isFoundOut() throws Exception {
    String location = etcd.location();
    try (Store store = open(location)) {
      store.blocking().put(key("a"), key("1"));
      String prefix = location.substring(location.indexOf('/') + 1);
      String members = location.substring(0, location.indexOf('/'));
      Process etcdctl =
          new ProcessBuilder("etcdctl", "--endpoints=" + members, "put", prefix + "/u/b", "foreign")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertThat(etcdctl.waitFor()).isZero();
      requireReason(ErrorReason.CORRUPT, () -> store.blocking().get(GetRequest.of(KeyRange.all())));
      assertThat(entry(store, "a").value()).isEqualTo(key("1"));
      requireReason(ErrorReason.CORRUPT, () -> store.blocking().get(GetRequest.of(key("b"))));
    }
  }

  @Test
  void open_badLocationsAndOptions() {
    requireReason(ErrorReason.BAD_OPTION, () -> open(""));
    requireReason(ErrorReason.BAD_OPTION, () -> open("host:port"));
    requireReason(ErrorReason.BAD_OPTION, () -> open("host:1/p?user=u"));
    requireReason(ErrorReason.BAD_OPTION, () -> open("host:1/p?cert_file=/c"));
    requireReason(ErrorReason.BAD_OPTION, () -> open("host:1/p?ca_file=/no/such/file"));
    requireReason(ErrorReason.BAD_OPTION, () -> open("host:1/p?tls=false&ca_file=/c"));
    requireReason(ErrorReason.BAD_OPTION, () -> open("host:1/p?unknown=1"));
  }

  @Test
  void open_nobodyThere() {
    requireReason(ErrorReason.NOT_APPLIED, () -> open("127.0.0.1:" + EtcdMember.freePort()));
  }

  @Test
  void locations_areRead() {
    assertThat(EtcdLocation.parse("a:1,b,[::1]:3/x/y/"))
        .isEqualTo(
            new EtcdLocation(
                List.of(
                    new EtcdConfig.Endpoint("a", 1),
                    new EtcdConfig.Endpoint("b", 2379),
                    new EtcdConfig.Endpoint("::1", 3)),
                "x/y"));
    assertThat(EtcdLocation.parse("a").prefix()).isEqualTo(EtcdLocation.DEFAULT_PREFIX);
  }

  @Test
  void requestId_repeatedByAnotherProcess_appliesOnce() {
    String location = etcd.location();
    PutRequest put = PutRequest.of(key("a"), key("1")).named(new RequestId("one"));
    OptionalLong revision;
    try (Store store = open(location)) {
      revision = store.blocking().put(put).modRevision();
    }
    try (Store store = open(location)) {
      assertThat(store.blocking().put(put).modRevision()).isEqualTo(revision);
      assertThat(entry(store, "a").version()).isEqualTo(1);
    }
  }
}
