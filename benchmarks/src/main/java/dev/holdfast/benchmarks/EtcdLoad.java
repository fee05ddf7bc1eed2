package dev.holdfast.benchmarks;

import dev.holdfast.benchmarks.ClosedLoop.Rate;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.RequestId;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Puts, reads and watches on etcd, through the plugin and through jetcd's own client.
 *
 * <p>The two take turns, several times over, so that what the machine does meanwhile meets both.
 */
@Command(
    name = "etcd",
    mixinStandardHelpOptions = true,
    description = "Measures the plugin on etcd beside jetcd's own client.")
public final class EtcdLoad implements Callable<Integer> {

  @Option(names = "--endpoints", description = "The cluster. Default: 127.0.0.1:2379.")
  private String endpoints = "127.0.0.1:2379";

  @Option(names = "--seconds", description = "How long each turn takes. Default: 5.")
  private int seconds = 5;

  @Option(names = "--turns", description = "How often each is measured. Default: 3.")
  private int turns = 3;

  @Option(names = "--rate", description = "Writes per second beneath the watch. Default: 2000.")
  private int rate = 2_000;

  private final Workload workload = new Workload(10_000, 256);

  /** Runs the load. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new EtcdLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    String prefix = "bench-" + Long.toHexString(System.nanoTime());
    try (BareEtcd bare = new BareEtcd(endpoints, prefix + "-bare/", workload);
        Store store = Stores.open("etcd:" + endpoints + "/" + prefix)) {
      String run = Long.toHexString(System.nanoTime());
      for (int callers : new int[] {1, 64, 256}) {
        double plain = compare("put", callers, number -> put(store, number), bare::put);
        double named =
            compare(
                "put with a request id",
                callers,
                number -> namedPut(store, run + callers + "-" + number),
                number -> bare.recordedPut(callers * 1_000_000_000L + number));
        System.out.printf(
            Locale.ROOT, "  a request id costs %.2f of the puts%n", 1 - named / plain);
        compare("point read", callers, number -> get(store, number), bare::get);
      }
      watch(store);
    }
    return 0;
  }

  /** Measures both in turns, prints what came out, and returns the store's rate. */
  private double compare(
      String what,
      int callers,
      LongFunction<CompletableFuture<?>> ours,
      LongFunction<CompletableFuture<?>> theirs)
      throws InterruptedException {
    double store = 0;
    double bare = 0;
    Duration turn = Duration.ofSeconds(seconds);
    long first = 0;
    for (int i = 0; i < turns; i++) {
      long from = first;
      store += measure(callers, turn, number -> ours.apply(from + number)).perSecond() / turns;
      bare += measure(callers, turn, number -> theirs.apply(from + number)).perSecond() / turns;
      first += 10_000_000;
    }
    System.out.printf(
        Locale.ROOT,
        "%-24s %4d callers: store %,9.0f /s, jetcd %,9.0f /s, ratio %.2f (goal >= 0.90)%n",
        what,
        callers,
        store,
        bare,
        store / bare);
    return store;
  }

  private static Rate measure(int callers, Duration turn, LongFunction<CompletableFuture<?>> call)
      throws InterruptedException {
    return ClosedLoop.run(callers, turn.dividedBy(4), turn, call);
  }

  private CompletableFuture<?> put(Store store, long number) {
    return store.put(PutRequest.of(workload.key(number), workload.value(number)));
  }

  private CompletableFuture<?> namedPut(Store store, String name) {
    long number = name.hashCode();
    return store.put(
        PutRequest.of(workload.key(number), workload.value(number)).named(new RequestId(name)));
  }

  private CompletableFuture<?> get(Store store, long number) {
    return store.get(GetRequest.of(workload.key(number)));
  }

  /** Writes at a steady rate, and measures how long each write takes to be told. */
  private void watch(Store store) throws InterruptedException {
    Histogram delays = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);
    int writes = rate * seconds;
    try (Watch watch = store.watch(WatchRequest.now(KeyRange.prefix(Bytes.utf8("watched/"))))) {
      watch.next().join();
      Thread reader = new Thread(() -> read(watch, writes, delays), "reader");
      reader.start();
      long start = System.nanoTime();
      for (int i = 0; i < writes; i++) {
        long due = start + (long) (i * 1e9 / rate);
        LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        Bytes now = Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(System.nanoTime()).array());
        var unused = store.put(PutRequest.of(Bytes.utf8("watched/" + i % 1_000), now));
      }
      reader.join(TimeUnit.SECONDS.toMillis(60));
    }
    System.out.printf(
        Locale.ROOT,
        "watch at %,d writes/s: from put to told p50 %.1f ms, p99 %.1f ms (goal <= 20), %,d of %,d told%n",
        rate,
        delays.getValueAtPercentile(50) / 1e6,
        delays.getValueAtPercentile(99) / 1e6,
        delays.getTotalCount(),
        writes);
  }

  private static void read(Watch watch, int writes, Histogram delays) {
    while (delays.getTotalCount() < writes) {
      if (watch.next().join() instanceof WatchResponse.Batches batches) {
        long now = System.nanoTime();
        batches.batches().stream()
            .flatMap(batch -> batch.events().stream())
            .forEach(
                event -> {
                  Bytes value = ((Event.Put) event).entry().value();
                  delays.recordValue(now - value.asByteBuffer().getLong());
                });
      }
    }
  }
}
