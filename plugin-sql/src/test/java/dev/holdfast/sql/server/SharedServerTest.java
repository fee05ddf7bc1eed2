package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import dev.holdfast.testservers.ChildJvm;
import dev.holdfast.testservers.ServerKind;
import dev.holdfast.testservers.WatchDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Several processes on one database. */
final class SharedServerTest {

  private static final int THREADS = 8;
  private static final int INCREMENTS =
      Boolean.getBoolean("holdfast.conformance.long") ? 2_000 : 50;
  private static final Duration STOPPED = Duration.ofSeconds(5);
  private static final Duration LONGEST_STALL = Duration.ofMillis(3_500);

  @ParameterizedTest
  @EnumSource
  void twoProcesses_loseNoUpdateAndMissNoEvent(ServerKind kind) throws Exception {
    TestStores.requireServer(kind);
    String url = TestStores.newUrl(kind);
    try (ChildJvm one = start(url);
        ChildJvm two = start(url)) {
      List<ChildJvm> both = List.of(one, two);
      expect("ready", both);
      tell("go", both);
      expect("done", both);
      try (Store store = Stores.open(url)) {
        assertThat(Counters.sum(store.blocking())).isEqualTo(2L * THREADS * INCREMENTS);
        assertSameEvents(both, store, 2L * THREADS * INCREMENTS);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void stoppedProcess_stallsOthersNoLongerThanItsSessionAndGoesOn(ServerKind kind)
      throws Exception {
    TestStores.requireServer(kind);
    String url = TestStores.newUrl(kind) + "&session_timeout_ms=1000";
    try (ChildJvm child = start(url);
        Store store = Stores.open(url)) {
      expect("ready", List.of(child));
      child.tell("go");
      awaitEvents(store, 20);
      child.signal("STOP");
      long puts = 0;
      Duration longest = Duration.ZERO;
      long end = System.nanoTime() + STOPPED.toNanos();
      while (System.nanoTime() < end) {
        long begun = System.nanoTime();
        store.blocking().put(Bytes.utf8("k"), Bytes.utf8("v"));
        puts++;
        longest = max(longest, Duration.ofNanos(System.nanoTime() - begun));
      }
      child.signal("CONT");
      assertThat(longest).isLessThan(LONGEST_STALL);
      expect("done", List.of(child));
      assertThat(Counters.sum(store.blocking())).isEqualTo((long) THREADS * INCREMENTS);
      assertSameEvents(List.of(child), store, (long) THREADS * INCREMENTS + puts);
    }
  }

  private static Duration max(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  private static void awaitEvents(Store store, int events) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    try (Watch watch = store.watch(WatchRequest.after(0, KeyRange.all()))) {
      int seen = 0;
      while (seen < events) {
        assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
        if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches message) {
          seen += message.batches().size();
        }
      }
    }
  }

  private static void assertSameEvents(List<ChildJvm> children, Store store, long events)
      throws Exception {
    long last = store.blocking().get(GetRequest.of(Bytes.utf8("k"))).header().revision();
    try (Watch watch = store.watch(WatchRequest.after(0, KeyRange.all()))) {
      WatchDigest expected = WatchDigest.of(watch, last);
      assertThat(expected.events()).isEqualTo(events);
      tell(Long.toString(last), children);
      expect(expected.toString(), children);
    }
  }

  private static ChildJvm start(String url) throws Exception {
    return ChildJvm.start(
        CountingProcess.class, url, Integer.toString(THREADS), Integer.toString(INCREMENTS));
  }

  private static void tell(String line, List<ChildJvm> children) throws Exception {
    for (ChildJvm child : children) {
      child.tell(line);
    }
  }

  private static void expect(String line, List<ChildJvm> children) throws Exception {
    for (ChildJvm child : children) {
      assertThat(child.awaitLine()).isEqualTo(line);
    }
  }
}
