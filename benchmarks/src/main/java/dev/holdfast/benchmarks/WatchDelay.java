package dev.holdfast.benchmarks;

import dev.holdfast.store.Batch;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.Event;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.Watch;
import dev.holdfast.store.WatchRequest;
import dev.holdfast.store.WatchResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long after a put was sent by one process a watch in another process tells of it.
 *
 * <p>A value is the time at which its put was sent, by the clock that the machine's processes
 * share. Beside it stands how long the putting process waited for its answers, which is the least
 * that a watch can take; and on etcd the same of jetcd's own client.
 */
@Command(
    name = "watch-delay",
    mixinStandardHelpOptions = true,
    description = "Measures how soon a watch tells of the puts of another process.")
public final class WatchDelay implements Callable<Integer> {

  private static final String BARE = "bare";
  private static final int KEYS = 10_000;

  /** What is put before the puts that count. */
  private static final Bytes WARM_UP = Bytes.utf8("warm-up");

  private static final Set<String> SOON = Set.of("etcd", "postgresql");
  private static final double SOON_MILLIS = 20;
  private static final double LATER_MILLIS = 50;

  @Option(
      names = "--database",
      description = "postgresql, mysql, mariadb or etcd, which is started. Default: postgresql.")
  private String scheme = "postgresql";

  @Option(names = "--url", description = "A store's URL, instead of a server that is started.")
  private String url = "";

  @Option(
      converter = Loads.Positive.class,
      names = "--rate",
      description = "Puts a second. Default: 2000.")
  private int rate = 2_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--seconds",
      description = "How long is measured. Default: 30.")
  private int seconds = 30;

  @Option(
      converter = Loads.Positive.class,
      names = "--warm-up",
      description = "Seconds before, which do not count. Default: 20.")
  private int warmUp = 20;

  @Option(names = "--write", hidden = true, description = "Be the process that puts.")
  private String writeTo = "";

  @Override
  public Integer call() throws Exception {
    if (writeTo.startsWith(BARE)) {
      try (BareEtcd bare = bareEtcd(writeTo.substring(BARE.length()))) {
        write(bare::put);
      }
    } else if (!writeTo.isEmpty()) {
      try (Store store = Stores.open(writeTo)) {
        write((key, value) -> store.put(PutRequest.of(key, value)));
      }
    } else if (scheme.equals("etcd")) {
      String endpoint = EtcdLoad.started();
      measureEtcd(endpoint);
      measureStore("etcd:" + endpoint + "/delay");
    } else {
      try (Database database = url.isEmpty() ? Database.start(scheme) : Database.at(url)) {
        measureStore(url.isEmpty() ? database.url("delay") : url);
      }
    }
    return 0;
  }

  private void measureStore(String storeUrl) throws Exception {
    Histogram delays = delays();
    try (Store store = Stores.open(storeUrl);
        Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
      WatchResponse unused = BlockingStore.await(watch.next());
      Process writer = startWriter(storeUrl);
      while (delays.getTotalCount() < (long) rate * seconds) {
        CompletableFuture<WatchResponse> next = watch.next();
        CompletableFuture.anyOf(next, writer.onExit()).join();
        if (!next.isDone() && writer.exitValue() != 0) {
          break; // which is told below
        }
        if (next.join() instanceof WatchResponse.Batches message) {
          long now = System.nanoTime();
          message.batches().forEach(batch -> record(delays, batch, now));
        }
      }
      requireDone(writer);
    }
    print("a watch of the store", delays);
    String on = " on " + (url.isEmpty() ? scheme : "the store");
    double bound = SOON.contains(scheme) ? SOON_MILLIS : LATER_MILLIS;
    Results.tell(
        "watch-delay-" + (url.isEmpty() ? scheme : "url"),
        List.of(
            Figure.of("a watch tells of a put" + on + ", p99", millis(delays, 99), "ms")
                .with(Goal.atMost(bound)),
            Figure.of("a watch tells of a put" + on + ", p50", millis(delays, 50), "ms")));
  }

  private static double millis(Histogram times, double percentile) {
    return times.getValueAtPercentile(percentile) / 1e6;
  }

  private void measureEtcd(String endpoint) throws Exception {
    Histogram delays = delays();
    try (BareEtcd bare = bareEtcd(endpoint);
        var watcher = bare.watch(value -> record(delays, value, System.nanoTime()))) {
      requireDone(startWriter(BARE + endpoint));
    }
    print("a watch of jetcd's", delays);
  }

  private static BareEtcd bareEtcd(String endpoint) throws Exception {
    return new BareEtcd(endpoint, "bare-delay/", new Workload(1, 1));
  }

  private static Histogram delays() {
    return new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(1), 2);
  }

  private Process startWriter(String to) throws IOException {
    return Loads.process(
            Bench.class,
            List.of(
                "watch-delay",
                "--write=" + to,
                "--rate=" + rate,
                "--warm-up=" + warmUp,
                "--seconds=" + seconds))
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void requireDone(Process writer) throws InterruptedException {
    if (writer.waitFor() != 0) {
      throw new IllegalStateException("the process that puts has failed, as it said");
    }
  }

  private static void record(Histogram delays, Batch batch, long now) {
    for (Event event : batch.events()) {
      if (event instanceof Event.Put put) {
        record(delays, put.entry().value(), now);
      }
    }
  }

  private static void record(Histogram delays, Bytes value, long now) {
    if (!value.equals(WARM_UP)) {
      delays.recordValue(now - Long.parseLong(value.toUtf8()));
    }
  }

  /** Puts at a steady rate, whatever is not answered yet. */
  private void write(BiFunction<Bytes, Bytes, CompletableFuture<?>> put) {
    Histogram waits = delays();
    Loads.warmUp(rate, warmUp, number -> put.apply(key(number), WARM_UP));
    AtomicLong made = new AtomicLong();
    Loads.openLoop(
        rate,
        () -> made.getAndIncrement() < (long) rate * seconds,
        number -> {
          long sent = System.nanoTime();
          return put.apply(key(number), Bytes.utf8(Long.toString(sent)))
              .whenComplete((answer, failure) -> waits.recordValue(System.nanoTime() - sent));
        });
    print("the answers to puts", waits);
  }

  private static Bytes key(long number) {
    return Bytes.utf8("delay/" + number % KEYS);
  }

  private void print(String what, Histogram times) {
    System.out.printf(
        Locale.ROOT,
        "%-22s %,9d at %,d/s: p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
        what,
        times.getTotalCount(),
        rate,
        times.getValueAtPercentile(50) / 1e6,
        times.getValueAtPercentile(99) / 1e6,
        times.getMaxValue() / 1e6);
  }
}
