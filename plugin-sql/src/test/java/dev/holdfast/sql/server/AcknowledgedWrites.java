package dev.holdfast.sql.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ErrorReason;
import dev.holdfast.store.Event;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreException;
import dev.holdfast.store.engine.Threads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers on several stores, who remember what became of each of their writes.
 *
 * <p>Every value is written once. A write that was acknowledged must be among the events once, at
 * the revision that it was told; one that certainly failed must not; one whose outcome is unknown
 * may be there once.
 */
final class AcknowledgedWrites {

  private final int writers;
  private final List<Store> stores;
  private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();
  private final AtomicLong values = new AtomicLong();
  private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("writer"));
  private volatile boolean stopped;

  AcknowledgedWrites(int writers, Store... stores) {
    this.writers = writers;
    this.stores = List.of(stores);
  }

  void start() {
    for (int writer = 0; writer < writers; writer++) {
      BlockingStore store = stores.get(writer % stores.size()).blocking();
      Bytes key = Bytes.utf8("writer/" + writer);
      threads.execute(() -> write(store, key));
    }
  }

  private void write(BlockingStore store, Bytes key) {
    while (!stopped) {
      String value = "v" + values.incrementAndGet();
      try {
        long revision = store.put(key, Bytes.utf8(value)).modRevision().orElseThrow();
        acknowledged.put(value, revision);
      } catch (StoreException e) {
        if (e.reason() == ErrorReason.OUTCOME_UNKNOWN) {
          unknown.add(value);
        } else if (e.reason() != ErrorReason.NOT_APPLIED) {
          throw e;
        }
      }
    }
  }

  /** Waits until some more writes have been acknowledged. */
  void awaitMore(int writes) throws InterruptedException {
    int enough = acknowledged.size() + writes;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (acknowledged.size() < enough) {
      assertThat(System.nanoTime() - deadline).as("nanoseconds too late").isNegative();
      Thread.sleep(5);
    }
  }

  void stop() throws InterruptedException {
    stopped = true;
    threads.shutdown();
    assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
  }

  /** Holds the writes against all events there were, in order. */
  void verify(List<Event> events) {
    Map<String, Long> seen = new HashMap<>();
    List<String> twice = new ArrayList<>();
    for (Event event : events) {
      String value = ((Event.Put) event).entry().value().toUtf8();
      if (seen.put(value, event.revision()) != null) {
        twice.add(value);
      }
    }
    assertThat(twice).isEmpty();
    assertThat(seen).containsAllEntriesOf(acknowledged);
    seen.keySet().removeAll(acknowledged.keySet());
    assertThat(unknown).containsAll(seen.keySet());
  }
}
