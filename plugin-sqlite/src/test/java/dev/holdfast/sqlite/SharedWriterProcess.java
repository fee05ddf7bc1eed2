package dev.holdfast.sqlite;

import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.engine.Threads;
import dev.holdfast.testservers.WatchDigest;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One of several processes that count on the same keys of one file.
 *
 * <p>It prints {@code ready}, counts when it is told {@code go}, prints {@code done}, and when it
 * is told {@code until REVISION} prints the digest of what its watch has told up to there.
 */
final class SharedWriterProcess {

  private static final int COUNTERS = 10;

  private SharedWriterProcess() {}

  public static void main(String[] arguments) throws Exception {
    int threads = Integer.parseInt(arguments[1]);
    int increments = Integer.parseInt(arguments[2]);
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (Store store = Stores.open(arguments[0]);
        Watch watch = store.watch(WatchRequest.after(0, KeyRange.all()))) {
      System.out.println("ready");
      expect("go", orders.readLine());
      count(store.blocking(), threads, increments);
      System.out.println("done");
      String order = orders.readLine();
      expect("until", order.substring(0, 5));
      System.out.println(WatchDigest.of(watch, Long.parseLong(order.substring(6))));
    }
  }

  private static void expect(String expected, String order) {
    if (!expected.equals(order)) {
      throw new IllegalArgumentException("told '" + order + "', expected was " + expected);
    }
  }

  private static void count(BlockingStore store, int threads, int increments) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads, Threads.named("counter"));
    List<Future<?>> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      SplittableRandom random = new SplittableRandom(thread);
      running.add(
          pool.submit(
              () -> {
                for (int i = 0; i < increments; i++) {
                  increment(store, Bytes.utf8("counter/" + random.nextInt(COUNTERS)));
                }
              }));
    }
    for (Future<?> future : running) {
      future.get();
    }
    pool.shutdown();
  }

  private static void increment(BlockingStore store, Bytes key) {
    store.transact(
        transaction -> {
          long before =
              transaction.get(key).map(entry -> Long.parseLong(entry.value().toUtf8())).orElse(0L);
          transaction.put(key, Bytes.utf8(Long.toString(before + 1)));
          return before;
        });
  }
}
