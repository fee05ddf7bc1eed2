package dev.holdfast.benchmarks;

import dev.holdfast.benchmarks.ClosedLoop.Rate;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryUpdate;
import dev.holdfast.datastore.Expectation;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.grpc.RemoteDataStore;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.runtime.RpcChannel;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Agents that poll one server over gRPC for what has changed of their entries, while 100 entries
 * change every second.
 */
@Command(
    name = "polling",
    mixinStandardHelpOptions = true,
    description = "Measures how many agents' polls for changes one server answers.")
public final class PollLoad implements Callable<Integer> {

  private static final int CHANGES_PER_SECOND = 100;
  private static final int CHANGING_AT_ONCE = 16;
  private static final int AGENTS_OF_ALL = 300_000;
  private static final int SECONDS_BETWEEN_POLLS = 5;

  @Mixin private final Scale scale = new Scale();

  @Option(
      converter = Loads.Positive.class,
      names = "--agents",
      description = {
        "How many agents poll in turn, drawn from the fleet's nodes: about as many as the server can",
        "answer every 5 seconds. Default: 50000, or one for each node if there are fewer."
      })
  private int agents = 50_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--outstanding",
      description = "Polls under way at once. Default: 64.")
  private int outstanding = 64;

  @Option(
      converter = Loads.Positive.class,
      names = "--seconds",
      description = "How long is measured. Default: 20.")
  private int seconds = 20;

  @Option(
      converter = Loads.Positive.class,
      names = "--warm-up",
      description = "Seconds before, which do not count. Default: 15.")
  private int warmUp = 15;

  @Option(
      names = "--heap",
      description = "The serving process's heap, as -Xmx has it. Default: 3g.")
  private String heap = "3g";

  @Override
  public Integer call() throws Exception {
    Path folder = Scratch.emptied(Path.of("benchmarks", "target", "polling"));
    String url = "sqlite:" + folder.resolve("store.db");
    Fleet fleet = FleetWorld.fleet(scale.fleet());
    try (Store store = Stores.open(url)) {
      FleetWorld.fill(store, fleet);
    }
    try (ServingProcess server =
            ServingProcess.ofDataStore(url, folder.resolve("server.sock"), heap);
        RpcChannel polling = RpcChannel.to(server.endpoint(), Optional.empty());
        RpcChannel changing = RpcChannel.to(server.endpoint(), Optional.empty());
        DataStore dataStore = RemoteDataStore.on(changing)) {
      Polls polls = new Polls(polling, agents(fleet));
      polls.begin(outstanding, fleet.entry(0).id());
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Void> changes =
          CompletableFuture.runAsync(() -> change(dataStore, fleet, over));
      Rate rate;
      double cpuMicros;
      try {
        double unused = run(polls, warmUp, 1).perSecond();
        polls.reset();
        long cpu = server.cpu().toNanos();
        rate = run(polls, 0, seconds);
        cpuMicros = (server.cpu().toNanos() - cpu) / 1e3 / (rate.perSecond() * seconds);
      } finally {
        over.set(true);
      }
      changes.join();
      tell(fleet, polls, rate, cpuMicros);
    }
    return 0;
  }

  private Rate run(Polls polls, int first, int measured) throws InterruptedException {
    return ClosedLoop.run(
        outstanding, Duration.ofSeconds(first), Duration.ofSeconds(measured), polls::poll);
  }

  /** Returns how many agents poll. */
  private int number(Fleet fleet) {
    return Math.min(agents, fleet.size().nodes());
  }

  private List<String> agents(Fleet fleet) {
    int nodes = fleet.size().nodes();
    SplittableRandom random = new SplittableRandom(7);
    return IntStream.range(0, number(fleet))
        .map(i -> random.nextInt(nodes))
        .mapToObj(node -> fleet.node(node).id().toString())
        .toList();
  }

  /** Changes entries drawn at random, at a steady rate. */
  private static void change(DataStore dataStore, Fleet fleet, AtomicBoolean over) {
    SplittableRandom random = new SplittableRandom(9);
    ExecutorService threads = Executors.newFixedThreadPool(CHANGING_AT_ONCE);
    try {
      Loads.openLoop(
          CHANGES_PER_SECOND,
          () -> !over.get(),
          number -> {
            String id = fleet.entry(random.nextInt(fleet.size().entries())).id();
            EntryUpdate update =
                EntryUpdate.of(
                    RegistrationEntry.builder().hint("changed-" + number),
                    EnumSet.of(EntryField.HINT));
            return CompletableFuture.supplyAsync(
                () -> dataStore.entries().update(id, update, Expectation.any()), threads);
          });
    } finally {
      threads.shutdown();
    }
  }

  private void tell(Fleet fleet, Polls polls, Rate rate, double cpuMicros) throws Exception {
    if (polls.told() == 0) {
      throw new IllegalStateException("no poll was told of a change");
    }
    System.out.printf(
        Locale.ROOT,
        "%,.0f polls a second, p50 %.1f ms, p99 %.1f ms; %,d changes of entries told,"
            + " %,d answers of all entries%n",
        rate.perSecond(),
        rate.p50Micros() / 1e3,
        rate.p99Micros() / 1e3,
        polls.told(),
        polls.whole());
    double needed = (double) AGENTS_OF_ALL / SECONDS_BETWEEN_POLLS;
    String of =
        String.format(
            Locale.ROOT,
            "polls of one server, %,d agents and %,d entries",
            number(fleet),
            fleet.size().entries());
    Results.tell(
        "polling",
        List.of(
            Figure.of(of, rate.perSecond(), "/s")
                .beside("of 300,000 agents, each every 5 s", needed),
            Figure.of(
                "polls answered by all entries instead of changes",
                100 * polls.whole() / (rate.perSecond() * seconds),
                "%"),
            Figure.of("such machines for 300,000 agents", needed / rate.perSecond(), "machines"),
            Figure.of("processor time of the server", cpuMicros, "us a poll"),
            Figure.of("polls answered within, p99", rate.p99Micros() / 1e3, "ms")));
  }
}
