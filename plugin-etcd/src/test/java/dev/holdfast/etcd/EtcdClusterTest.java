package dev.holdfast.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.CommitResult;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.Stores;
import dev.holdfast.store.TxnId;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults of a cluster of three: no promise may be broken, whatever calls fail.
 *
 * <p>{@code -Dholdfast.etcd.seed} chooses the order of the faults, {@code
 * -Dholdfast.conformance.long=true} has them come twenty times.
 */
final class EtcdClusterTest {

  private static final long SEED = Long.getLong("holdfast.etcd.seed", 20_261_121);
  private static final int ROUNDS = Boolean.getBoolean("holdfast.conformance.long") ? 20 : 1;
  private static final Bytes KEY = Bytes.utf8("key");

  @TempDir private static Path folder;
  private static EtcdCluster cluster;

  @BeforeAll
  static void start() {
    cluster = new EtcdCluster(folder);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void faults_oneAfterTheOther_underLoad() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      List<ClusterFault> faults = new ArrayList<>(List.of(ClusterFault.values()));
      faults.add(ClusterFault.HISTORY_COMPACTED);
      Collections.shuffle(faults, random);
      try (Store store = Stores.open("etcd:" + EtcdFixtures.location(cluster.endpoints()));
          RecordedLoad load = new RecordedLoad(store, 6)) {
        load.awaitMore(100);
        for (ClusterFault fault : faults) {
          fault.run(cluster, load);
          load.awaitMore(50);
        }
        load.finish();
      } catch (AssertionError | Exception e) {
        throw new AssertionError(
            "with -Dholdfast.etcd.seed=" + SEED + ", round " + round + ": " + faults, e);
      }
    }
  }

  @Test
  void leader_isolated_isNotBelieved() throws Exception {
    int leader = cluster.leader();
    String place = EtcdFixtures.location("");
    String others =
        cluster.proxies().get((leader + 1) % 3).endpoint()
            + ","
            + cluster.proxies().get((leader + 2) % 3).endpoint();
    try (Store outside = Stores.open("etcd:" + others + place);
        Store inside = Stores.open("etcd:" + cluster.proxies().get(leader).endpoint() + place);
        Watch watch = inside.watch(WatchRequest.now(KeyRange.all()))) {
      BlockingStore.await(watch.next());
      outside.blocking().put(KEY, Bytes.utf8("1"));
      assertThat(eventsUntil(watch, "1")).hasSize(1);
      inside.blocking().commit(oneShot("before"));
      assertThat(eventsUntil(watch, "before")).hasSize(1);
      CommitRequest commit = oneShot("meanwhile");
      CompletableFuture<CommitResult> committing;
      cluster.isolate(leader);
      try {
        committing = inside.commit(commit);
        eventually(() -> outside.blocking().put(KEY, Bytes.utf8("2")));
        assertThatThrownBy(() -> inside.blocking().get(GetRequest.of(KEY)))
            .isInstanceOfSatisfying(
                StoreException.class,
                e -> assertThat(e.reason()).isEqualTo(ErrorReason.NOT_APPLIED));
      } finally {
        cluster.join();
      }
      CommitResult made = eventually(() -> inside.blocking().commit(commit));
      assertThat(eventually(() -> entry(inside, KEY)).value()).isEqualTo(Bytes.utf8("2"));
      KeyValue put = entry(inside, Bytes.utf8("one shot"));
      assertThat(put.version()).as("applied once").isEqualTo(2);
      assertThat(made.revision()).hasValue(put.modRevision());
      requireTrue(committing, made);
      eventually(() -> outside.blocking().put(KEY, Bytes.utf8("3")));
      assertThat(eventsUntil(watch, "3")).hasSize(3);
    }
  }

  private static CommitRequest oneShot(String value) {
    Mutation put = Mutation.put(Bytes.utf8("one shot"), Bytes.utf8(value));
    return CommitRequest.oneShot(TxnId.random(), List.of(), List.of(put));
  }

  /** Requires that a commit was told as it was made, or that it was refused or left open. */
  private static void requireTrue(CompletableFuture<CommitResult> told, CommitResult made)
      throws Exception {
    try {
      assertThat(told.get(60, TimeUnit.SECONDS)).isEqualTo(made);
    } catch (ExecutionException e) {
      assertThat(StoreException.from(e).reason())
          .isIn(ErrorReason.NOT_APPLIED, ErrorReason.OUTCOME_UNKNOWN);
    }
  }

  private static KeyValue entry(Store store, Bytes key) {
    return store.blocking().get(GetRequest.of(key)).entries().get(0);
  }

  /** Makes a call again while it fails, as the client of a store would. */
  private static <T> T eventually(Supplier<T> call) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (true) {
      try {
        return call.get();
      } catch (StoreException e) {
        assertThat(System.nanoTime()).as(e.toString()).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  /** Returns what a watch tells, up to the put of a value. */
  private static List<Event> eventsUntil(Watch watch, String value) {
    List<Event> events = new ArrayList<>();
    while (true) {
      if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches batches) {
        batches.batches().forEach(batch -> events.addAll(batch.events()));
        Event last = events.get(events.size() - 1);
        if (last instanceof Event.Put put && put.entry().value().equals(Bytes.utf8(value))) {
          return events;
        }
      }
    }
  }
}
