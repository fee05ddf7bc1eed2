package dev.holdfast.benchmarks;

import dev.holdfast.runtime.RemoteStore;
import dev.holdfast.store.BlockingStore;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.PutRequest;
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
 * What the way to a store in another process costs: puts and point reads of the store in memory,
 * beside a bare echo of messages of the same size on the same transport.
 */
@Command(
    name = "boundary",
    mixinStandardHelpOptions = true,
    description = "Measures puts and reads of a store in another process, beside a bare echo.")
public final class BoundaryLoad implements Callable<Integer> {

  private static final double TIMES_AN_ECHO = 1.3;

  @Option(
      converter = Loads.Positive.class,
      names = "--callers",
      split = ",",
      description = "Calls under way at once. Default: 1,256.")
  private List<Integer> callers = List.of(1, 256);

  @Option(
      converter = Loads.Positive.class,
      names = "--turn-ms",
      description = "How long a turn is measured. Default: 2000.")
  private int turnMillis = 2_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--turns",
      description = "How many turns each has. Default: 7.")
  private int turns = 7;

  private final List<Figure> figures = new ArrayList<>();
  private final Workload workload = new Workload(10_000, Workload.VALUE_BYTES);

  @Override
  public Integer call() throws Exception {
    Path folder = Scratch.emptied(Path.of("benchmarks", "target", "boundary"));
    try (BareEcho echo = BareEcho.start(folder.resolve("echo.sock"), workload);
        ServingProcess process =
            ServingProcess.ofStore(
                "memory:?history_retention_ms=1000", folder.resolve("store.sock"));
        RemoteStore store = RemoteStore.at(process.endpoint())) {
      fill(store);
      measure(echo, store);
    }
    Results.tell("boundary", figures);
    return 0;
  }

  private void fill(RemoteStore store) {
    for (int number = 0; number < workload.keys(); number++) {
      BlockingStore.await(store.put(PutRequest.of(workload.keyAt(number), workload.value(number))));
    }
  }

  private void measure(BareEcho echo, RemoteStore store) throws InterruptedException {
    Turns turn = new Turns(turns, Duration.ofMillis(turnMillis));
    for (int many : callers) {
      turn.warmUp(many, echo::put);
      turn.warmUp(many, number -> put(store, number));
      double[][] puts = turn.run(many, number -> put(store, number), echo::put);
      print("put", many, puts[0], puts[1]);
      turn.warmUp(many, echo::get);
      turn.warmUp(many, number -> get(store, number));
      double[][] reads = turn.run(many, number -> get(store, number), echo::get);
      print("point read", many, reads[0], reads[1]);
    }
  }

  private CompletableFuture<?> put(RemoteStore store, long number) {
    return store.put(PutRequest.of(workload.key(number), workload.value(number)));
  }

  private CompletableFuture<?> get(RemoteStore store, long number) {
    return store.get(GetRequest.of(workload.key(number)));
  }

  private void print(String what, int many, double[] store, double[] echo) {
    System.out.printf(
        Locale.ROOT,
        "%-12s %4d callers: store %,7.0f /s, echo %,7.0f /s, %.2f times an echo (goal <= 1.30)%n",
        what,
        many,
        Turns.median(store),
        Turns.median(echo),
        Turns.ratio(echo, store));
    figures.add(
        Figure.of(
                what + " of a store in another process, callers: " + many,
                1e6 / Turns.median(store),
                "us a call")
            .with(Goal.ratioAtMost(TIMES_AN_ECHO))
            .beside("an echo", 1e6 / Turns.median(echo)));
  }
}
