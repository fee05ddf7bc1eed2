package dev.holdfast.benchmarks;

import dev.holdfast.store.BeginRequest;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.CommitRequest;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.KeyRange;
import dev.holdfast.store.Mutation;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.TxnId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Pages of many keys beside a writer, as of now and as of a revision that gets older and older, and
 * at last all keys as of that revision.
 */
@Command(
    name = "pages",
    mixinStandardHelpOptions = true,
    description = "Measures pages of a large store beside a writer, however old their revision is.")
public final class PageLoad implements Callable<Integer> {

  private static final int FILLED_AT_ONCE = 500;

  @Option(
      names = "--database",
      description = "postgresql, mysql or mariadb, which is started. Default: postgresql.")
  private String scheme = "postgresql";

  @Option(names = "--url", description = "A store's URL, instead of a server that is started.")
  private String url = "";

  @Option(
      converter = Loads.Positive.class,
      names = "--keys",
      description = "How many keys there are. Default: 1000000.")
  private int keys = 1_000_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--page",
      description = "Entries on a page. Default: 1000.")
  private int page = 1_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--rate",
      description = "Puts a second meanwhile. Default: 1000.")
  private int rate = 1_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--rows",
      description = "How often a row is printed. Default: 6.")
  private int rows = 6;

  @Option(
      converter = Loads.Positive.class,
      names = "--seconds",
      description = "How long a row is measured. Default: 10.")
  private int seconds = 10;

  private final SplittableRandom random = new SplittableRandom(7);
  private List<Figure> figures = List.of();
  private final byte[] value = new byte[Workload.VALUE_BYTES];
  private volatile boolean stopped;

  @Override
  public Integer call() throws Exception {
    if (keys <= page) {
      throw new IllegalArgumentException(
          "--keys is " + keys + ", and must be more than --page, which is " + page);
    }
    random.nextBytes(value);
    try (Database database = url.isEmpty() ? Database.start(scheme) : Database.at(url);
        Store store = Stores.open(database.url("pages"))) {
      fill(store);
      TxnId old = begin(store);
      CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> write(store));
      try {
        print("pages of %,d of %,d keys, %,d puts/s beside", page, keys, rate);
        for (int row = 1; row <= rows; row++) {
          measure(store, old, row * seconds);
        }
        scan(store, old);
      } finally {
        stopped = true;
      }
      writer.join(); // and fails as the writer did
    }
    Results.tell("pages", figures);
    return 0;
  }

  private static TxnId begin(Store store) {
    return store.blocking().begin(BeginRequest.readOnly().leasedFor(Duration.ofMinutes(5))).txn();
  }

  private void fill(Store store) {
    Queue<CompletableFuture<?>> underWay = new ArrayDeque<>();
    for (int from = 0; from < keys; from += FILLED_AT_ONCE) {
      List<Mutation> puts = new ArrayList<>();
      for (int number = from; number < Math.min(keys, from + FILLED_AT_ONCE); number++) {
        puts.add(Mutation.put(key(number), Bytes.wrap(value)));
      }
      underWay.add(store.commit(CommitRequest.oneShot(TxnId.random(), List.of(), puts)));
      if (underWay.size() > 4) {
        BlockingStore.await(underWay.remove());
      }
    }
    underWay.forEach(BlockingStore::await);
  }

  private void write(Store store) {
    SplittableRandom drawn = new SplittableRandom(8);
    Loads.openLoop(
        rate,
        () -> !stopped,
        number -> store.put(PutRequest.of(key(drawn.nextInt(keys)), Bytes.wrap(value))));
  }

  /** Reads pages in turns, of a snapshot that was just begun and of the old one. */
  private void measure(Store store, TxnId old, int age) {
    Histogram now = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);
    Histogram then = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      TxnId fresh = begin(store);
      now.recordValue(readPage(store, fresh));
      store.blocking().abort(fresh);
      then.recordValue(readPage(store, old));
    }
    print(
        "revision just begun: p50 %.1f ms, p99 %.1f ms; %d s old: p50 %.1f ms, p99 %.1f ms",
        millis(now, 50), millis(now, 99), age, millis(then, 50), millis(then, 99));
    figures =
        List.of(
            Figure.of("page of a store's revision " + age + " s old, p50", millis(then, 50), "ms")
                .beside("of one just begun", millis(now, 50)),
            Figure.of("page of a store's revision " + age + " s old, p99", millis(then, 99), "ms")
                .beside("of one just begun", millis(now, 99)));
  }

  private long readPage(Store store, TxnId txn) {
    GetRequest request =
        GetRequest.of(KeyRange.all())
            .startingAfter(key(random.nextInt(keys - page)))
            .limitedTo(page)
            .in(txn);
    long begun = System.nanoTime();
    GetResult read = store.blocking().get(request);
    long nanos = System.nanoTime() - begun;
    if (read.entries().size() != page) {
      throw new IllegalStateException("a page of " + read.entries().size() + " entries");
    }
    return nanos;
  }

  /** Reads all keys, a page at a time. */
  private void scan(Store store, TxnId old) {
    long begun = System.nanoTime();
    int found = 0;
    GetRequest request = GetRequest.of(KeyRange.all()).limitedTo(page).in(old);
    GetResult read = store.blocking().get(request);
    while (!read.entries().isEmpty()) {
      found += read.entries().size();
      Bytes last = read.entries().get(read.entries().size() - 1).key();
      read = store.blocking().get(request.startingAfter(last));
    }
    if (found != keys) {
      throw new IllegalStateException("found " + found + " keys of " + keys);
    }
    print(
        "all %,d keys as of the old revision in %.1f s, with a heap of at most %,d MiB",
        found, (System.nanoTime() - begun) / 1e9, Runtime.getRuntime().maxMemory() >> 20);
  }

  private static Bytes key(int number) {
    return Bytes.utf8(String.format(Locale.ROOT, "page/%09d", number));
  }

  private static double millis(Histogram histogram, double percentile) {
    return histogram.getValueAtPercentile(percentile) / 1e6;
  }

  private static void print(String line, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, line, arguments));
  }
}
