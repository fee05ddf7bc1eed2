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
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long after a put was sent by one process a watch in another process tells of it.
 *
 * <p>A value is the time at which its put was sent, by the clock that the machine's processes
 * share.
 */
@Command(
    name = "watch-delay",
    mixinStandardHelpOptions = true,
    description = "Measures how soon a watch tells of the puts of another process.")
public final class WatchDelay implements Callable<Integer> {

  @Option(
      names = "--database",
      description = "postgresql, mysql or mariadb, which is started. Default: postgresql.")
  private String scheme = "postgresql";

  @Option(names = "--url", description = "A store's URL, instead of a server that is started.")
  private String url = "";

  @Option(names = "--rate", description = "Puts a second. Default: 2000.")
  private int rate = 2_000;

  @Option(names = "--seconds", description = "How long is measured. Default: 30.")
  private int seconds = 30;

  @Option(names = "--write", hidden = true, description = "Be the process that puts.")
  private String writeTo = "";

  private final Histogram delays = new Histogram(TimeUnit.MINUTES.toNanos(1), 2);

  /** Runs the load. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new WatchDelay()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    if (!writeTo.isEmpty()) {
      write();
      return 0;
    }
    try (Database database = url.isEmpty() ? Database.start(scheme) : Database.at(url)) {
      String storeUrl = database.url("delay");
      try (Store store = Stores.open(storeUrl);
          Watch watch = store.watch(WatchRequest.now(KeyRange.all()))) {
        WatchResponse created = BlockingStore.await(watch.next());
        Process writer = startWriter(storeUrl);
        measure(watch);
        writer.destroy();
        writer.waitFor();
        System.out.printf(
            Locale.ROOT,
            "%s, from %s: %,d puts, delay p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
            scheme,
            created,
            delays.getTotalCount(),
            delays.getValueAtPercentile(50) / 1e6,
            delays.getValueAtPercentile(99) / 1e6,
            delays.getMaxValue() / 1e6);
      }
    }
    return 0;
  }

  private Process startWriter(String storeUrl) throws java.io.IOException {
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                WatchDelay.class.getName(),
                "--write=" + storeUrl,
                "--rate=" + rate))
        .inheritIO()
        .start();
  }

  /**
   * Takes what the watch tells; the first seconds, in which the other process warms up, do not
   * count.
   */
  private void measure(Watch watch) {
    long warm = TimeUnit.SECONDS.toNanos(5);
    long first = 0;
    while (first == 0 || System.nanoTime() - first < warm + TimeUnit.SECONDS.toNanos(seconds)) {
      if (BlockingStore.await(watch.next()) instanceof WatchResponse.Batches message) {
        long now = System.nanoTime();
        first = first == 0 ? now : first;
        if (now - first > warm) {
          message.batches().forEach(batch -> record(batch, now));
        }
      }
    }
  }

  private void record(Batch batch, long now) {
    for (Event event : batch.events()) {
      if (event instanceof Event.Put put) {
        delays.recordValue(now - Long.parseLong(put.entry().value().toUtf8()));
      }
    }
  }

  private void write() {
    try (Store store = Stores.open(writeTo)) {
      long pause = TimeUnit.SECONDS.toNanos(1) / rate;
      long next = System.nanoTime();
      for (long number = 0; ; number++) {
        next += pause;
        LockSupport.parkNanos(next - System.nanoTime());
        var unused =
            store.put(
                PutRequest.of(
                    Bytes.utf8("delay/" + number % 10_000),
                    Bytes.utf8(Long.toString(System.nanoTime()))));
      }
    }
  }
}
