package dev.holdfast.benchmarks;

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
import dev.holdfast.testservers.OneEtcd;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Puts, reads and watches on etcd, through the plugin and through jetcd's own client.
 *
 * <p>The two take turns of a second, many times over, and the median of the ratios of neighbours is
 * told, so that what the machine does meanwhile meets both. Both send the same transactions: a
 * compare that the key has no life of its own, and, of puts with a request id, the marker that
 * keeps the outcome, under a lease, with the compare that it is absent.
 */
@Command(
    name = "etcd",
    mixinStandardHelpOptions = true,
    description = "Measures the plugin on etcd beside jetcd's own client.")
public final class EtcdLoad implements Callable<Integer> {

  @Option(
      names = "--endpoints",
      description = "A cluster, host:port with commas between. Default: a member that is started.")
  private String endpoints = "";

  @Option(
      names = "--callers",
      split = ",",
      description = "Calls under way at once. Default: 1,64,256.")
  private List<Integer> callers = List.of(1, 64, 256);

  @Option(names = "--turn-ms", description = "How long a turn is measured. Default: 1000.")
  private int turnMillis = 1_000;

  @Option(names = "--turns", description = "How many turns each has. Default: 7.")
  private int turns = 7;

  @Option(names = "--rate", description = "Writes per second beneath the watch. Default: 2000.")
  private int rate = 2_000;

  @Option(names = "--watch-seconds", description = "How long is watched. Default: 20.")
  private int watchSeconds = 20;

  private final Workload workload = new Workload(10_000, 256);
  private long used;

  /** Runs the load. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new EtcdLoad()).execute(arguments));
  }

  /** One call of both sides, by the number of the call. */
  private record Pair(
      LongFunction<CompletableFuture<?>> store, LongFunction<CompletableFuture<?>> bare) {}

  @Override
  public Integer call() throws Exception {
    String at = endpoints.isEmpty() ? started() : endpoints;
    String prefix = "bench-" + Long.toHexString(System.nanoTime());
    try (BareEtcd bare = new BareEtcd(at, prefix + "-bare/", workload);
        Store store = Stores.open("etcd:" + at + "/" + prefix)) {
      Pair put = new Pair(number -> put(store, number), bare::put);
      Pair named = new Pair(number -> namedPut(store, number), bare::recordedPut);
      Pair get = new Pair(number -> get(store, number), bare::get);
      for (Pair pair : List.of(put, named, get)) {
        measure(64, turnMillis * 3, pair.store());
        measure(64, turnMillis * 3, pair.bare());
      }
      for (int many : callers) {
        double[][] puts = measure(many, put.store(), put.bare(), named.store(), named.bare());
        print("put", many, puts[0], puts[1]);
        print("put with a request id", many, puts[2], puts[3]);
        System.out.printf(
            Locale.ROOT,
            "  the marker costs %.2f of the puts, %.2f of jetcd's%n",
            1 - ratio(puts[2], puts[0]),
            1 - ratio(puts[3], puts[1]));
        double[][] reads = measure(many, get.store(), get.bare());
        print("point read", many, reads[0], reads[1]);
      }
      watch(store);
    }
    return 0;
  }

  private static String started() {
    OneEtcd.missing()
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
    String url = OneEtcd.freshUrl();
    return url.substring(url.indexOf(':') + 1, url.indexOf('/'));
  }

  /** Measures calls in turns, forth and back, and returns the rates of each. */
  @SafeVarargs
  private double[][] measure(int many, LongFunction<CompletableFuture<?>>... calls)
      throws InterruptedException {
    double[][] rates = new double[calls.length][turns];
    for (int turn = 0; turn < turns; turn++) {
      for (int i = 0; i < calls.length; i++) {
        int call = turn % 2 == 0 ? i : calls.length - 1 - i;
        rates[call][turn] = measure(many, turnMillis, calls[call]);
      }
    }
    return rates;
  }

  private static void print(String what, int many, double[] store, double[] bare) {
    System.out.printf(
        Locale.ROOT,
        "%-22s %4d callers: store %,7.0f /s, jetcd %,7.0f /s, ratio %.2f (goal >= 0.90)%n",
        what,
        many,
        median(store),
        median(bare),
        ratio(store, bare));
  }

  /** Returns the median of the ratios of what was measured in the same turns. */
  private static double ratio(double[] some, double[] others) {
    return median(IntStream.range(0, some.length).mapToDouble(i -> some[i] / others[i]).toArray());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private double measure(int many, int millis, LongFunction<CompletableFuture<?>> call)
      throws InterruptedException {
    long from = used;
    used += 10_000_000;
    Duration turn = Duration.ofMillis(millis);
    return ClosedLoop.run(many, turn.dividedBy(4), turn, number -> call.apply(from + number))
        .perSecond();
  }

  private CompletableFuture<?> put(Store store, long number) {
    return store.put(PutRequest.of(workload.key(number), workload.value(number)));
  }

  private CompletableFuture<?> namedPut(Store store, long number) {
    return store.put(
        PutRequest.of(workload.key(number), workload.value(number))
            .named(new RequestId("bench-" + number)));
  }

  private CompletableFuture<?> get(Store store, long number) {
    return store.get(GetRequest.of(workload.key(number)));
  }

  /** Writes at a steady rate, and measures how long each write takes to be told. */
  private void watch(Store store) throws InterruptedException {
    Histogram delays = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);
    int writes = rate * watchSeconds;
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
