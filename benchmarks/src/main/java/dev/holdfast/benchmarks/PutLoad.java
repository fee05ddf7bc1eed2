package dev.holdfast.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.holdfast.benchmarks.ClosedLoop.Rate;
import dev.holdfast.runtime.RemoteStore;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Durable puts through a Unix socket, beside what the database and the socket allow.
 *
 * <p>J is bare JDBC group commit of the same rows, G a bare gRPC echo of the same messages, all in
 * one run on one machine. The store runs with a retention of its history, so that compaction is
 * part of what is measured.
 */
@Command(
    name = "puts",
    mixinStandardHelpOptions = true,
    description = "Measures durable puts over a Unix socket, beside their ceilings.")
public final class PutLoad implements Callable<Integer> {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @Option(
      names = "--database",
      description = "sqlite, postgresql, mysql or mariadb, which is started. Default: sqlite.")
  private String scheme = "sqlite";

  @Option(names = "--url", description = "A store's URL, instead of a server that is started.")
  private String url = "";

  @Option(
      names = "--folder",
      description = "Where the folder puts is made, or emptied. Default: benchmarks/target.")
  private Path parent = Path.of("benchmarks", "target");

  @Option(
      names = "--outstanding",
      split = ",",
      converter = Loads.Positive.class,
      description = "Puts under way at once; the last is loaded longest. Default: 512.")
  private List<Integer> outstanding = List.of(512);

  @Option(
      converter = Loads.Positive.class,
      names = "--stores",
      description = "Processes that serve the one database. Default: 1.")
  private int stores = 1;

  @Option(
      converter = Loads.Positive.class,
      names = "--seconds",
      description = "How long the store is loaded. Default: 300.")
  private int seconds = 300;

  @Option(
      converter = Loads.Positive.class,
      names = "--counted",
      description = "How many of the last seconds count. Default: 60.")
  private int counted = 60;

  @Option(names = "--retention-ms", description = "History that is kept. Default: 60000.")
  private long retentionMillis = 60_000;

  private final Workload workload = new Workload(100_000, Workload.VALUE_BYTES);
  private Path folder = parent;

  /** What the parts of the way allow, each by itself. */
  private record Ceilings(
      double bare, double longestCommitMillis, double bareAlone, Rate echo, Rate echoAlone) {

    /** Puts a second, of many. */
    double many() {
      return 1 / (1 / bare + 1 / echo.perSecond());
    }

    /** Seconds for a lone put. */
    double alone() {
      return 1 / bareAlone + 1 / echoAlone.perSecond();
    }
  }

  @Override
  public Integer call() throws Exception {
    if (counted >= seconds) {
      throw new IllegalArgumentException(
          "--counted is " + counted + ", and must be less than --seconds, which is " + seconds);
    }
    folder = Scratch.emptied(parent.resolve("puts"));
    Duration shortly = Duration.ofSeconds(Math.max(3, counted / 6));
    try (Database database = database()) {
      measureStore(database, ceilings(database, shortly), shortly);
    }
    return 0;
  }

  private Database database() {
    if (!url.isEmpty()) {
      return Database.at(url);
    }
    return scheme.equals("sqlite")
        ? Database.file(folder.resolve("store"))
        : Database.start(scheme);
  }

  private int most() {
    return outstanding.get(outstanding.size() - 1);
  }

  private Ceilings ceilings(Database database, Duration shortly) throws Exception {
    double bare;
    double longest;
    double alone;
    try (BareDatabase jdbc = BareDatabase.open(database, workload)) {
      bare = jdbc.run(most(), shortly, shortly.multipliedBy(2));
      print("J: bare JDBC, %d puts a commit", most(), bare);
      longest = jdbc.longestCommitMillis();
      alone = jdbc.run(1, shortly, shortly);
      print("J1: bare JDBC, one put a commit", 0, alone);
    }
    if (!database.isFile()) {
      print(
          "%d callers, each its own commits",
          64, BareDatabase.runEach(database, workload, 64, shortly));
    }
    try (BareEcho grpc = BareEcho.start(folder.resolve("echo.sock"), workload)) {
      Rate echo = ClosedLoop.run(most(), shortly, shortly, grpc::put);
      print("G: bare gRPC echo, %d outstanding", most(), echo.perSecond());
      Rate echoAlone = ClosedLoop.run(1, shortly, shortly, grpc::put);
      print("G1: bare gRPC echo, one outstanding", 0, echoAlone.perSecond());
      return new Ceilings(bare, longest, alone, echo, echoAlone);
    }
  }

  private void measureStore(Database database, Ceilings ceilings, Duration shortly)
      throws Exception {
    String storeUrl =
        database.url("load")
            + "&history_retention_ms="
            + retentionMillis
            + (stores > 1 && database.isFile() ? "&shared=true" : "");
    List<ServingProcess> served = new ArrayList<>();
    List<RemoteStore> remotes = new ArrayList<>();
    try {
      for (int store = 0; store < stores; store++) {
        served.add(ServingProcess.ofStore(storeUrl, folder.resolve("store" + store + ".sock")));
        remotes.add(RemoteStore.at(served.get(store).endpoint()));
      }
      // The bare loops have been compiled by many puts before they did one at a time: so is this.
      ClosedLoop.run(most(), shortly, shortly, number -> put(remotes, number));
      Rate lone = ClosedLoop.run(1, shortly, shortly, number -> put(remotes, number));
      print("store, one outstanding", 0, lone.perSecond());
      for (int callers : outstanding.subList(0, outstanding.size() - 1)) {
        Rate some = ClosedLoop.run(callers, shortly, shortly, number -> put(remotes, number));
        print("store, %d outstanding", callers, some.perSecond());
      }
      long cpu = cpuNanos(served);
      long begun = System.nanoTime();
      Rate many =
          ClosedLoop.run(
              most(),
              Duration.ofSeconds(seconds - counted),
              Duration.ofSeconds(counted),
              number -> put(remotes, number));
      double cores = (cpuNanos(served) - cpu) / (double) (System.nanoTime() - begun);
      print("store, %d outstanding", most(), many.perSecond());
      report(ceilings, lone, many, cores);
    } finally {
      remotes.forEach(RemoteStore::close);
      served.forEach(ServingProcess::close);
    }
  }

  /** Returns how long processors have worked for the client and the plugins. */
  private static long cpuNanos(List<ServingProcess> served) {
    return SYSTEM.getProcessCpuTime()
        + served.stream().mapToLong(process -> process.cpu().toNanos()).sum();
  }

  private void report(Ceilings ceilings, Rate lone, Rate many, double cores) {
    System.out.printf(
        Locale.ROOT,
        "%nstore / (1/(1/J+1/G))      %.2f   (goal >= 0.60)%n"
            + "store / store alone        %.1f%n"
            + "lone put / (J1 + G1)       %.2f   (goal <= 1.50)   p50 %.0f us, p99 %.0f us%n"
            + "latency of %d outstanding  p50 %.1f ms, p99 %.1f ms%n"
            + "longest without an answer  %.0f ms   (the longest commit of J: %.0f ms)%n"
            + "CPU of client and plugins  %.0f us a put%n",
        many.perSecond() / ceilings.many(),
        many.perSecond() / lone.perSecond(),
        1 / lone.perSecond() / ceilings.alone(),
        lone.p50Micros(),
        lone.p99Micros(),
        most(),
        many.p50Micros() / 1e3,
        many.p99Micros() / 1e3,
        many.silenceMillis(),
        ceilings.longestCommitMillis(),
        cores * 1e6 / many.perSecond());
  }

  private CompletableFuture<?> put(List<RemoteStore> stores, long number) {
    Store store = stores.get((int) (number % stores.size()));
    return store.put(PutRequest.of(workload.key(number), workload.value(number)));
  }

  private static void print(String what, int number, double perSecond) {
    System.out.printf(Locale.ROOT, "%-42s %,10.0f /s%n", String.format(what, number), perSecond);
  }
}
