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
import java.util.Arrays;
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

  private static final double LEAST_OF_CEILING = 0.6;
  private static final double MOST_FOR_A_LONE_PUT = 1.5;
  private static final double LEAST_OF_OWN_COMMITS = 8;
  private static final double LONGEST_SILENCE_MILLIS = 100;

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

  private static final int TURNS = 5;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration TURN = Duration.ofSeconds(2);

  /** How many callers warm the store up: few, so that they leave little history to be cut. */
  private static final int WARM_UP = 16;

  private static final Duration WARM_UP_TIME = Duration.ofSeconds(5);

  /** A put by itself is written in another way than several, and there are few of them a second. */
  private static final Duration LONE_WARM_UP_TIME = Duration.ofSeconds(15);

  /** How many callers are compared to as many who each commit their own. */
  private static final int COMPANY = 64;

  private final List<Figure> figures = new ArrayList<>();
  private final Workload workload = new Workload(100_000, Workload.VALUE_BYTES);
  private Path folder = parent;

  /** What the parts of the way allow many puts, each by itself. */
  private record Ceilings(double bare, double longestCommitMillis, double echo) {

    /** Puts a second. */
    double puts() {
      return 1 / (1 / bare + 1 / echo);
    }
  }

  @Override
  public Integer call() throws Exception {
    if (counted >= seconds) {
      throw new IllegalArgumentException(
          "--counted is " + counted + ", and must be less than --seconds, which is " + seconds);
    }
    folder = Scratch.emptied(parent.resolve("puts"));
    try (Database database = database();
        BareDatabase jdbc = BareDatabase.open(database, workload);
        BareEcho grpc = BareEcho.start(folder.resolve("echo.sock"), workload);
        Served served = serve(database)) {
      // All is compiled before it is measured.
      jdbc.run(WARM_UP, Duration.ZERO, WARM_UP_TIME);
      ClosedLoop.run(WARM_UP, Duration.ZERO, WARM_UP_TIME, grpc::put);
      ClosedLoop.run(WARM_UP, Duration.ZERO, WARM_UP_TIME, served::put);
      jdbc.run(1, Duration.ZERO, WARM_UP_TIME);
      ClosedLoop.run(1, Duration.ZERO, WARM_UP_TIME, grpc::put);
      ClosedLoop.run(1, Duration.ZERO, LONE_WARM_UP_TIME, served::put);
      double alone = measureAlone(jdbc, grpc, served);
      if (!database.isFile()) {
        measureCompany(database, served);
      }
      measureMany(ceilings(jdbc, grpc), alone, served);
    }
    Results.tell("puts-" + (url.isEmpty() ? scheme : "url"), figures);
    return 0;
  }

  private Duration shortly() {
    return Duration.ofSeconds(Math.max(3, counted / 6));
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

  private Ceilings ceilings(BareDatabase jdbc, BareEcho grpc) throws Exception {
    double bare = jdbc.run(most(), shortly(), shortly().multipliedBy(2));
    print("J: bare JDBC, %d puts a commit", most(), bare);
    double echo = ClosedLoop.run(most(), shortly(), shortly(), grpc::put).perSecond();
    print("G: bare gRPC echo, %d outstanding", most(), echo);
    return new Ceilings(bare, jdbc.longestCommitMillis(), echo);
  }

  /** Measures a lone caller beside the bare commit and the echo; returns its puts a second. */
  private double measureAlone(BareDatabase jdbc, BareEcho grpc, Served served) throws Exception {
    double[] bare = new double[TURNS];
    double[] echo = new double[TURNS];
    double[] store = new double[TURNS];
    double[] p50 = new double[TURNS];
    double[] p99 = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      bare[turn] = jdbc.run(1, PAUSE, TURN);
      echo[turn] = ClosedLoop.run(1, PAUSE, TURN, grpc::put).perSecond();
      Rate alone = ClosedLoop.run(1, PAUSE, TURN, served::put);
      store[turn] = alone.perSecond();
      p50[turn] = alone.p50Micros();
      p99[turn] = alone.p99Micros();
    }
    print("J1: bare JDBC, one put a commit", 0, Turns.median(bare));
    print("G1: bare gRPC echo, one outstanding", 0, Turns.median(echo));
    print("store, one outstanding", 0, Turns.median(store));
    double[] least = new double[TURNS];
    Arrays.setAll(least, turn -> 1 / (1 / bare[turn] + 1 / echo[turn]));
    System.out.printf(
        Locale.ROOT,
        "lone put / (J1 + G1)       %.2f   (goal <= 1.50)   p50 %.0f us, p99 %.0f us%n",
        Turns.ratio(least, store),
        Turns.median(p50),
        Turns.median(p99));
    figures.add(
        Figure.of("a lone durable put" + on(), 1e6 / Turns.median(store), "us")
            .with(Goal.ratioAtMost(MOST_FOR_A_LONE_PUT))
            .beside("J1 + G1", 1e6 / Turns.median(least)));
    return Turns.median(store);
  }

  /** Measures many callers beside as many who each commit their own. */
  private void measureCompany(Database database, Served served) throws Exception {
    double[] own = new double[TURNS];
    double[] store = new double[TURNS];
    for (int turn = 0; turn < TURNS; turn++) {
      own[turn] = BareDatabase.runEach(database, workload, COMPANY, TURN);
      store[turn] = ClosedLoop.run(COMPANY, PAUSE, TURN, served::put).perSecond();
    }
    print("%d callers, each its own commits", COMPANY, Turns.median(own));
    print("store, %d outstanding", COMPANY, Turns.median(store));
    System.out.printf(
        Locale.ROOT,
        "store / own commits at %d  %.1f   (goal >= 8)%n",
        COMPANY,
        Turns.ratio(store, own));
    figures.add(
        Figure.of("durable puts" + on() + ", " + COMPANY + " callers", Turns.median(store), "/s")
            .with(Goal.ratioAtLeast(LEAST_OF_OWN_COMMITS))
            .beside("their own commits", Turns.median(own)));
  }

  private void measureMany(Ceilings ceilings, double alone, Served served) throws Exception {
    for (int callers : outstanding.subList(0, outstanding.size() - 1)) {
      Rate some = ClosedLoop.run(callers, shortly(), shortly(), served::put);
      print("store, %d outstanding", callers, some.perSecond());
    }
    long cpu = cpuNanos(served);
    long begun = System.nanoTime();
    Rate many =
        ClosedLoop.run(
            most(),
            Duration.ofSeconds(seconds - counted),
            Duration.ofSeconds(counted),
            served::put);
    double cores = (cpuNanos(served) - cpu) / (double) (System.nanoTime() - begun);
    print("store, %d outstanding", most(), many.perSecond());
    report(ceilings, alone, many, cores);
  }

  /** Returns how long processors have worked for the client and the plugins. */
  private static long cpuNanos(Served served) {
    return SYSTEM.getProcessCpuTime()
        + served.processes().stream().mapToLong(process -> process.cpu().toNanos()).sum();
  }

  private void report(Ceilings ceilings, double alone, Rate many, double cores) {
    System.out.printf(
        Locale.ROOT,
        "store / (1/(1/J+1/G))      %.2f   (goal >= 0.60)%n"
            + "store / a lone caller      %.1f   (goal of SQLite >= 4)%n"
            + "latency of %d outstanding  p50 %.1f ms, p99 %.1f ms%n"
            + "longest without an answer  %.0f ms   (the longest commit of J: %.0f ms)%n"
            + "CPU of client and plugins  %.0f us a put%n",
        many.perSecond() / ceilings.puts(),
        many.perSecond() / alone,
        most(),
        many.p50Micros() / 1e3,
        many.p99Micros() / 1e3,
        many.silenceMillis(),
        ceilings.longestCommitMillis(),
        cores * 1e6 / many.perSecond());
    figures.add(
        Figure.of("durable puts" + on() + ", " + most() + " outstanding", many.perSecond(), "/s")
            .with(Goal.ratioAtLeast(LEAST_OF_CEILING))
            .beside("1/(1/J+1/G)", ceilings.puts()));
    figures.add(
        Figure.of("longest time without an answer" + on(), many.silenceMillis(), "ms")
            .with(Goal.atMost(LONGEST_SILENCE_MILLIS))
            .beside("the longest commit of J", ceilings.longestCommitMillis()));
  }

  private String on() {
    return " on " + (url.isEmpty() ? scheme : "the store");
  }

  private static void print(String what, int number, double perSecond) {
    System.out.printf(Locale.ROOT, "%-42s %,10.0f /s%n", String.format(what, number), perSecond);
  }

  private Served serve(Database database) throws Exception {
    List<String> options = new ArrayList<>(List.of("history_retention_ms=" + retentionMillis));
    if (stores > 1 && database.isFile()) {
      options.add("shared=true");
    }
    String storeUrl = database.url("load", options.toArray(String[]::new));
    Served served = new Served(workload, new ArrayList<>(), new ArrayList<>());
    try {
      for (int store = 0; store < stores; store++) {
        served.start(storeUrl, folder.resolve("store" + store + ".sock"));
      }
      return served;
    } catch (Exception e) {
      served.close();
      throw e;
    }
  }

  /** Processes that serve the database, which take puts in turn. */
  private record Served(
      Workload workload, List<ServingProcess> processes, List<RemoteStore> remotes)
      implements AutoCloseable {

    void start(String storeUrl, Path socket) throws Exception {
      processes.add(ServingProcess.ofStore(storeUrl, socket));
      remotes.add(RemoteStore.at(processes.get(processes.size() - 1).endpoint()));
    }

    CompletableFuture<?> put(long number) {
      Store store = remotes.get((int) (number % remotes.size()));
      return store.put(PutRequest.of(workload.key(number), workload.value(number)));
    }

    @Override
    public void close() {
      remotes.forEach(RemoteStore::close);
      processes.forEach(ServingProcess::close);
    }
  }
}
