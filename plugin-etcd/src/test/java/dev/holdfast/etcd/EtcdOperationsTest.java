package dev.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.DeleteRequest;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.Header;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.PutRequest;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do to a cluster, or leave undone: quota, compaction, restore. */
final class EtcdOperationsTest {

  @TempDir private Path folder;

  @BeforeEach
  void requireInstalled() {
    EtcdMember.requireInstalled();
  }

  private static Bytes key(String text) {
    return Bytes.utf8(text);
  }

  private static Store open(EtcdMember member) {
    return Stores.open("etcd:" + member.endpoint() + "/test");
  }

  /** Returns why a call was refused; nothing if it was not. */
  private static Optional<ErrorReason> refusal(Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (StoreException e) {
      return Optional.of(e.reason());
    }
  }

  @Test
  void quota_exceeded_isRefusedTruthfullyAndSurvived() throws Exception {
    try (EtcdMember member =
            EtcdMember.alone(folder, "--quota-backend-bytes=" + (2 << 20)).awaitUp();
        Store store = open(member)) {
      BlockingStore blocking = store.blocking();
      Map<Bytes, Boolean> written = new HashMap<>();
      int refused = 0;
      for (int i = 0; refused < 20; i++) {
        Bytes key = key("k" + i);
        Bytes value = Bytes.wrap(new byte[100_000]);
        PutRequest plain = PutRequest.of(key, value);
        PutRequest put = i % 2 == 0 ? plain : plain.named(new RequestId("r" + i));
        Optional<ErrorReason> reason = refusal(() -> blocking.put(put));
        reason.ifPresent(why -> assertThat(why).isEqualTo(ErrorReason.NO_SPACE));
        written.put(key, reason.isEmpty());
        refused += reason.isPresent() ? 1 : 0;
      }
      written.forEach(
          (key, there) ->
              assertThat(blocking.get(GetRequest.of(key)).entries()).hasSize(there ? 1 : 0));
      assertThat(refusal(() -> blocking.commit(oneShot()))).contains(ErrorReason.NO_SPACE);
      long revision = blocking.delete(DeleteRequest.of(key("k0"))).header().revision();
      blocking.delete(DeleteRequest.of(KeyRange.all()));
      Etcdctl.run(member.endpoint(), "compact", Long.toString(revision + 1));
      Etcdctl.run(member.endpoint(), "defrag");
      Etcdctl.run(member.endpoint(), "alarm", "disarm");
      assertThat(refusal(() -> blocking.put(key("after"), key("1")))).isEmpty();
      assertThat(refusal(() -> blocking.commit(oneShot()))).isEmpty();
    }
  }

  private static CommitRequest oneShot() {
    return CommitRequest.oneShot(
        TxnId.random(), List.of(), List.of(Mutation.put(key("one"), key("shot"))));
  }

  @Test
  void compaction_byTheOperator_endsWhatNeedsOlderHistory() throws Exception {
    try (EtcdMember member = EtcdMember.alone(folder).awaitUp();
        Store store = open(member)) {
      BlockingStore blocking = store.blocking();
      long first = blocking.put(key("a"), key("0")).modRevision().orElseThrow();
      long last = first;
      try (Transaction old = blocking.open(BeginRequest.readWrite())) {
        for (int i = 1; i < 50; i++) {
          last = blocking.put(key("a"), Bytes.utf8("" + i)).modRevision().orElseThrow();
        }
        Etcdctl.run(member.endpoint(), "compact", Long.toString(last));
        assertThat(refusal(() -> old.get(key("a")))).contains(ErrorReason.TXN_EXPIRED);
      }
      // What is in memory can still be told; a process that comes anew must ask the cluster.
      try (Store other = open(member)) {
        long boundary = compactRevision(other, first);
        assertThat(boundary).isBetween(first + 1, last);
        long next = other.blocking().put(key("b"), key("1")).modRevision().orElseThrow();
        assertThat(eventsUntil(other, last, next)).hasSize(1);
      }
    }
  }

  /** etcd goes on to tell what follows the delete, which it has not kept. */
  @Test
  void compaction_upToADelete_isNotPassedOver() {
    try (EtcdMember member = EtcdMember.alone(folder).awaitUp();
        Store store = open(member)) {
      long first = store.blocking().put(key("a"), key("0")).modRevision().orElseThrow();
      long second = store.blocking().delete(DeleteRequest.of(key("a"))).header().revision();
      Etcdctl.run(member.endpoint(), "compact", Long.toString(second));
      long last = store.blocking().put(key("b"), key("1")).modRevision().orElseThrow();
      try (Store other = open(member)) {
        assertThat(compactRevision(other, first)).isEqualTo(second);
        assertThat(eventsUntil(other, second, last)).hasSize(1);
      }
    }
  }

  private static long compactRevision(Store store, long after) {
    try (Watch watch = store.watch(WatchRequest.after(after, KeyRange.all()))) {
      BlockingStore.await(watch.next());
      return compactRevision(watch);
    }
  }

  /** Returns where history begins, as a watch tells that ends since it needs more of it. */
  private static long compactRevision(Watch watch) {
    try {
      WatchResponse next = BlockingStore.await(watch.next());
      while (next instanceof WatchResponse.Progress) {
        next = BlockingStore.await(watch.next());
      }
      throw new AssertionError("the watch goes on with " + next);
    } catch (StoreException e) {
      assertThat(e.reason()).isEqualTo(ErrorReason.COMPACTED);
      return Long.parseLong(e.metadata().get("compact_revision"));
    }
  }

  private static List<Event> eventsUntil(Store store, long after, long revision) {
    try (Watch watch = store.watch(WatchRequest.after(after, KeyRange.all()).withPrevious())) {
      return eventsUntil(watch, revision);
    }
  }

  private static List<Event> eventsUntil(Watch watch, long revision) {
    List<Event> events = new ArrayList<>();
    long told = 0;
    while (told < revision) {
      if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches batches) {
        batches.batches().forEach(batch -> events.addAll(batch.events()));
        told = batches.batches().get(batches.batches().size() - 1).revision();
      }
    }
    return events;
  }

  /** A watch goes on with the commit that it told last, which comes without what it replaced. */
  @Test
  void compaction_upToAPutThatAWatchTold_losesNothing() {
    compactWhileAWatchIsCutOff(store -> store.put(key("a"), key("1")).modRevision().orElseThrow());
  }

  @Test
  void compaction_upToADeleteThatAWatchTold_losesNothing() {
    compactWhileAWatchIsCutOff(
        store -> store.delete(DeleteRequest.of(key("a"))).header().revision());
  }

  /** The put comes once more, and the delete does not. */
  @Test
  void compaction_upToACommitThatAWatchTold_losesNothing() {
    compactWhileAWatchIsCutOff(
        store -> {
          List<Mutation> both =
              List.of(Mutation.put(key("c"), key("1")), Mutation.delete(KeyRange.key(key("a"))));
          CommitRequest commit = CommitRequest.oneShot(TxnId.random(), List.of(), both);
          return store.commit(commit).header().revision();
        });
  }

  private void compactWhileAWatchIsCutOff(ToLongFunction<BlockingStore> change) {
    try (EtcdMember member = EtcdMember.alone(folder).awaitUp();
        TcpProxy proxy = new TcpProxy(member.clientPort());
        Store near = open(member);
        Store far = Stores.open("etcd:" + proxy.endpoint() + "/test")) {
      long first = near.blocking().put(key("a"), key("0")).modRevision().orElseThrow();
      try (Watch watch = far.watch(WatchRequest.after(first, KeyRange.all()))) {
        BlockingStore.await(watch.next());
        long second = change.applyAsLong(near.blocking());
        assertThat(eventsUntil(watch, second)).isNotEmpty();
        proxy.cut();
        Etcdctl.run(member.endpoint(), "compact", Long.toString(second));
        near.blocking().put(key("a"), key("2"));
        long last = near.blocking().put(key("b"), key("1")).modRevision().orElseThrow();
        proxy.heal();
        assertThat(eventsUntil(watch, last)).hasSize(2);
      }
    }
  }

  /** Who was told of the put by a stretch of its own, or read it, needs only what follows. */
  @Test
  void compaction_upToAPutThatNoWatchHasTold_losesNothingAfterIt() {
    compactBeforeAnythingIsTold(store -> store.put(key("a"), key("1")).modRevision().orElseThrow());
  }

  @Test
  void compaction_upToADeleteThatNoWatchHasTold_losesNothingAfterIt() {
    compactBeforeAnythingIsTold(
        store -> store.delete(DeleteRequest.of(key("a"))).header().revision());
  }

  private void compactBeforeAnythingIsTold(ToLongFunction<BlockingStore> change) {
    try (EtcdMember member = EtcdMember.alone(folder).awaitUp();
        TcpProxy proxy = new TcpProxy(member.clientPort());
        Store near = open(member);
        Store far = Stores.open("etcd:" + proxy.endpoint() + "/test")) {
      long first = near.blocking().put(key("a"), key("0")).modRevision().orElseThrow();
      WatchRequest request = WatchRequest.after(first, KeyRange.all());
      try (Watch behind = far.watch(request.progressEvery(Duration.ofMillis(10)))) {
        awaitProgressBeyond(behind, first);
        proxy.cut();
        long second = change.applyAsLong(near.blocking());
        Etcdctl.run(member.endpoint(), "compact", Long.toString(second));
        near.blocking().put(key("a"), key("2"));
        long last = near.blocking().put(key("b"), key("1")).modRevision().orElseThrow();
        proxy.heal();
        assertThat(compactRevision(behind)).isEqualTo(second);
        assertThat(eventsUntil(far, second, last)).hasSize(2);
      }
    }
  }

  private static void awaitProgressBeyond(Watch watch, long revision) {
    long told = 0;
    while (told <= revision) {
      if (BlockingStore.await(watch.next()) instanceof WatchResponse.Progress progress) {
        told = progress.revision();
      }
    }
  }

  /** A watch costs the cluster as much as the commits that it tells of. */
  @Test
  void watch_nobodyReads_isNotOpened() throws Exception {
    try (EtcdMember member = EtcdMember.alone(folder).awaitUp();
        Store store = open(member)) {
      BlockingStore blocking = store.blocking();
      long first = blocking.put(key("a"), key("0")).modRevision().orElseThrow();
      long second = blocking.put(key("a"), key("1")).modRevision().orElseThrow();
      assertThat(member.metric("etcd_debugging_mvcc_watcher_total")).isZero();
      assertThat(eventsUntil(store, first, second)).hasSize(1);
      long third = blocking.put(key("a"), key("2")).modRevision().orElseThrow();
      assertThat(eventsUntil(store, first, third)).hasSize(2);
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (member.metric("etcd_debugging_mvcc_watcher_total") != 1) { // that of the past closes
        assertThat(System.nanoTime()).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @Test
  void catchUp_throughMoreThanMemoryHolds_isWhole() {
    try (EtcdMember member = EtcdMember.alone(folder).awaitUp()) {
      Header start;
      long last = 0;
      try (Store store = open(member)) {
        start = store.blocking().put(key("first"), key("")).header();
        Bytes large = Bytes.wrap(new byte[50_000]);
        for (int i = 0; i < 300; i++) {
          last = store.blocking().put(key("k" + i % 7), large).modRevision().orElseThrow();
        }
      }
      // A process that comes anew has nothing in memory: its watches read it all from the cluster.
      try (Store store = open(member)) {
        List<Event> events = eventsUntil(store, start.revision(), last);
        assertThat(events).hasSize(300);
        assertThat(events).extracting(Event::revision).isSorted().doesNotHaveDuplicates();
        for (int i = 7; i < 300; i++) {
          assertThat(events.get(i).previous().map(KeyValue::modRevision))
              .contains(events.get(i - 7).revision());
        }
      }
    }
  }

  @Test
  void restore_asAnotherCluster_changesTheHistory() throws Exception {
    restore("two");
  }

  /** Then nothing but the revisions tells the restored cluster from the one before. */
  @Test
  void restore_asTheSameCluster_changesTheHistory() throws Exception {
    restore("one");
  }

  private void restore(String token) throws Exception {
    int client = EtcdMember.freePort();
    int peer = EtcdMember.freePort();
    EtcdMember before = EtcdMember.start(folder, "alone", client, peer, "one", List.of()).awaitUp();
    try (Store store = open(before)) {
      BlockingStore blocking = store.blocking();
      long kept = blocking.put(key("kept"), key("1")).modRevision().orElseThrow();
      String snapshot = folder.resolve("snapshot").toString();
      Etcdctl.run(before.endpoint(), "snapshot", "save", snapshot);
      Header lost = blocking.put(key("lost"), key("1")).header();
      try (Watch watch = store.watch(WatchRequest.after(kept, KeyRange.all()));
          Transaction open = blocking.open(BeginRequest.readWrite())) {
        BlockingStore.await(watch.next());
        assertThat(BlockingStore.await(watch.next())).isInstanceOf(WatchResponse.Batches.class);
        open.get(key("lost"));
        before.kill();
        Path again = folder.resolve("again");
        Etcdctl.run(
            before.endpoint(),
            "snapshot",
            "restore",
            snapshot,
            "--name=alone",
            "--data-dir=" + again.resolve("alone"),
            "--initial-cluster-token=" + token,
            "--initial-cluster=alone=http://127.0.0.1:" + peer,
            "--initial-advertise-peer-urls=http://127.0.0.1:" + peer);
        try (EtcdMember after =
            EtcdMember.start(again, "alone", client, peer, token, List.of()).awaitUp()) {
          assertThat(after.endpoint()).isEqualTo(before.endpoint());
          assertThat(endOf(watch)).isEqualTo(ErrorReason.HISTORY_CHANGED);
          assertThat(blocking.get(GetRequest.of(key("lost"))).entries()).isEmpty();
          assertThat(blocking.get(GetRequest.of(key("kept"))).entries()).hasSize(1);
          open.put(key("other"), key("1"));
          assertThat(refusal(open::commit)).isPresent();
          Header anew = blocking.put(key("new"), key("1")).header();
          assertThat(anew.historyId()).isNotEqualTo(lost.historyId());
          assertThat(refusal(() -> resume(store, lost))).contains(ErrorReason.HISTORY_CHANGED);
        }
      }
    } finally {
      before.close();
    }
  }

  private static void resume(Store store, Header seen) {
    WatchRequest request =
        WatchRequest.after(seen.revision(), KeyRange.all()).inHistory(seen.historyId());
    try (Watch watch = store.watch(request)) {
      BlockingStore.await(watch.next());
    }
  }

  private static ErrorReason endOf(Watch watch) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      try {
        watch.next().get(60, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        return StoreException.from(e).reason();
      }
    }
    throw new AssertionError("the watch goes on");
  }
}
