package dev.holdfast.benchmarks;

import dev.holdfast.benchmarks.ClosedLoop.Rate;
import dev.holdfast.runtime.Endpoint;
import dev.holdfast.runtime.RemoteStore;
import dev.holdfast.runtime.RpcServer;
import dev.holdfast.runtime.StoreService;
import dev.holdfast.store.PutRequest;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Durable puts through a Unix socket on SQLite, beside what the disk and the socket allow.
 *
 * <p>J is bare JDBC group commit of the same rows, G a bare gRPC echo of the same messages, all in
 * one run on one machine. The store runs with a retention of its history, so that compaction is
 * part of what is measured.
 */
@Command(
    name = "puts",
    mixinStandardHelpOptions = true,
    description = "Measures durable puts over a Unix socket on SQLite, beside their ceilings.")
public final class PutLoad implements java.util.concurrent.Callable<Integer> {

  @Option(names = "--folder", description = "Where the files go; default: a fresh folder here.")
  private Path folder = Path.of("benchmarks", "target", "puts");

  @Option(names = "--outstanding", description = "Puts under way at once. Default: 512.")
  private int outstanding = 512;

  @Option(names = "--seconds", description = "How long the store is loaded. Default: 300.")
  private int seconds = 300;

  @Option(names = "--counted", description = "How many of the last seconds count. Default: 60.")
  private int counted = 60;

  @Option(names = "--retention-ms", description = "History that is kept. Default: 60000.")
  private long retentionMillis = 60_000;

  private final Workload workload = new Workload(100_000, 256);

  /** Runs the load. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new PutLoad()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    clear();
    Duration shortly = Duration.ofSeconds(Math.max(3, counted / 6));
    double alone;
    double bare;
    try (BareSqlite sqlite = new BareSqlite(folder.resolve("bare.db"), workload)) {
      bare = sqlite.run(outstanding, shortly, shortly.multipliedBy(2));
      print("J: bare JDBC, %d puts a commit", outstanding, bare);
      alone = sqlite.run(1, shortly, shortly);
      print("J1: bare JDBC, one put a commit", 0, alone);
    }
    Rate echo;
    Rate echoAlone;
    Endpoint socket = Endpoint.parse("unix:" + folder.resolve("echo.sock"));
    try (BareEcho grpc = new BareEcho(socket, workload)) {
      echo = ClosedLoop.run(outstanding, shortly, shortly, grpc::put);
      print("G: bare gRPC echo, %d outstanding", outstanding, echo.perSecond());
      echoAlone = ClosedLoop.run(1, shortly, shortly, grpc::put);
      print("G1: bare gRPC echo, one outstanding", 0, echoAlone.perSecond());
    }
    measureStore(bare, alone, echo, echoAlone, shortly);
    return 0;
  }

  private void measureStore(double bare, double alone, Rate echo, Rate echoAlone, Duration shortly)
      throws Exception {
    String url =
        "sqlite:" + folder.resolve("store.db") + "?history_retention_ms=" + retentionMillis;
    Endpoint socket = Endpoint.parse("unix:" + folder.resolve("store.sock"));
    try (Store store = Stores.open(url);
        StoreService service = StoreService.of(store);
        RpcServer server = RpcServer.on(socket).add(service).start();
        RemoteStore remote = RemoteStore.at(server.endpoint())) {
      Rate lone = ClosedLoop.run(1, shortly, shortly, number -> put(remote, number));
      print("store, one outstanding", 0, lone.perSecond());
      Rate many =
          ClosedLoop.run(
              outstanding,
              Duration.ofSeconds(seconds - counted),
              Duration.ofSeconds(counted),
              number -> put(remote, number));
      print("store, %d outstanding", outstanding, many.perSecond());
      double ceiling = 1 / (1 / bare + 1 / echo.perSecond());
      double loneCeiling = 1 / alone + 1 / echoAlone.perSecond();
      System.out.printf(
          Locale.ROOT,
          "%nstore / (1/(1/J+1/G))      %.2f   (goal >= 0.60)%n"
              + "store / store alone        %.1f   (goal >= 4)%n"
              + "lone put / (J1 + G1)       %.2f   (goal <= 1.50)   p50 %.0f us, p99 %.0f us%n"
              + "latency of %d outstanding  p50 %.1f ms, p99 %.1f ms%n",
          many.perSecond() / ceiling,
          many.perSecond() / lone.perSecond(),
          1 / lone.perSecond() / loneCeiling,
          lone.p50Micros(),
          lone.p99Micros(),
          outstanding,
          many.p50Micros() / 1e3,
          many.p99Micros() / 1e3);
    }
  }

  private java.util.concurrent.CompletableFuture<?> put(Store store, long number) {
    return store.put(PutRequest.of(workload.key(number), workload.value(number)));
  }

  private static void print(String what, int number, double perSecond) {
    System.out.printf(Locale.ROOT, "%-42s %,10.0f /s%n", String.format(what, number), perSecond);
  }

  private void clear() throws java.io.IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }
}
