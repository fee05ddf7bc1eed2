package dev.holdfast.benchmarks;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.DataStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that opens a DataStore and writes to it at a steady rate, whatever is not answered yet.
 */
final class WritingServer {

  /** How many writes are under way at most; those beyond wait, which counts as theirs. */
  private static final int THREADS = 128;

  private static final long PATIENCE_MINUTES = 10;

  private WritingServer() {}

  /** Returns the process's arguments. */
  static List<String> arguments(
      String url, int rate, int warmUpSeconds, int writes, Path due, Path answered) {
    return List.of(
        url,
        String.valueOf(rate),
        String.valueOf(warmUpSeconds),
        String.valueOf(writes),
        due.toString(),
        answered.toString());
  }

  /** Writes, and tells when each write was due and when it was answered. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int rate = Integer.parseInt(arguments[1]);
    int writes = Integer.parseInt(arguments[3]);
    NumberedWrites numbered = NumberedWrites.ofFleet();
    long[] due = new long[writes];
    long[] answered = new long[writes];
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (DataStore dataStore = DataStores.open(arguments[0])) {
      FleetWorld.awaitLoaded(dataStore);
      Loads.warmUp(
          rate,
          Integer.parseInt(arguments[2]),
          number ->
              CompletableFuture.runAsync(() -> numbered.warmUp(dataStore, (int) number), threads));
      AtomicInteger made = new AtomicInteger();
      long begun = System.nanoTime();
      Loads.openLoop(
          rate,
          () -> made.get() < writes,
          number -> {
            int write = made.getAndIncrement();
            due[write] = begun + TimeUnit.SECONDS.toNanos(1) * (write + 1L) / rate;
            return CompletableFuture.runAsync(
                () -> {
                  numbered.write(dataStore, write);
                  answered[write] = System.nanoTime();
                },
                threads);
          });
      threads.shutdown();
      if (!threads.awaitTermination(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
        throw new IllegalStateException("not all writes were answered");
      }
    } finally {
      threads.shutdownNow();
    }
    Moments.write(Path.of(arguments[4]), due);
    Moments.write(Path.of(arguments[5]), answered);
  }
}
