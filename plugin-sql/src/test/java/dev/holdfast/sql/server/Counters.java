package dev.holdfast.sql.server;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.KeyValue;
import dev.holdfast.store.engine.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Ten counters in a store, which transactions read and write. */
final class Counters {

  private static final String PREFIX = "counter/";
  private static final int COUNTERS = 10;

  private Counters() {}

  /** Counts up, from several threads at once. */
  static void count(BlockingStore store, int threads, int increments) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads, Threads.named("counter"));
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      SplittableRandom random = new SplittableRandom(thread);
      running.add(
          pool.submit(
              () -> {
                for (int i = 0; i < increments; i++) {
                  increment(store, Bytes.utf8(PREFIX + random.nextInt(COUNTERS)));
                }
              }));
    }
    pool.shutdown();
    for (Future<?> future : running) {
      future.get();
    }
  }

  private static void increment(BlockingStore store, Bytes key) {
    store.transact(
        transaction -> {
          long before = transaction.get(key).map(Counters::number).orElse(0L);
          transaction.put(key, Bytes.utf8(Long.toString(before + 1)));
          return before;
        });
  }

  private static long number(KeyValue entry) {
    return Long.parseLong(entry.value().toUtf8());
  }

  /** Returns the sum of all counters. */
  static long sum(BlockingStore store) {
    return store.get(GetRequest.of(KeyRange.prefix(Bytes.utf8(PREFIX)))).entries().stream()
        .mapToLong(Counters::number)
        .sum();
  }
}
