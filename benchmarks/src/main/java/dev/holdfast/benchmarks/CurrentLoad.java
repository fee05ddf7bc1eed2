package dev.holdfast.benchmarks;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import dev.holdfast.store.Bytes;
import dev.holdfast.store.ForwardingStore;
import dev.holdfast.store.GetRequest;
import dev.holdfast.store.GetResult;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads that hold every write that ended before, by callers who share the questions for the store's
 * revision, beside as many callers who each ask the store itself.
 */
@Command(
    name = "current",
    mixinStandardHelpOptions = true,
    description =
        "Measures current reads of many callers, beside the store's own revision queries.")
public final class CurrentLoad implements Callable<Integer> {

  private static final double TIMES_THE_STORE = 20;
  private static final int ENTRIES = 1_000;

  @Option(
      names = "--database",
      description =
          "sqlite, postgresql, mysql, mariadb or etcd, which is started. Default: postgresql.")
  private String scheme = "postgresql";

  @Option(
      converter = Loads.Positive.class,
      names = "--callers",
      description = "How many read at once. Default: 64.")
  private int callers = 64;

  @Option(
      converter = Loads.Positive.class,
      names = "--turns",
      description = "How many turns each side has. Default: 5.")
  private int turns = 5;

  @Option(
      converter = Loads.Positive.class,
      names = "--turn-ms",
      description = "How long a turn is. Default: 2000.")
  private int turnMillis = 2_000;

  @Override
  public Integer call() throws Exception {
    Path folder = Scratch.emptied(Path.of("benchmarks", "target", "current"));
    Fleet fleet = FleetWorld.fleet(FleetSize.of(ENTRIES));
    List<String> ids = IntStream.range(0, ENTRIES).mapToObj(i -> fleet.entry(i).id()).toList();
    try (Backend backend = Backend.start(scheme, folder);
        Store store = Stores.open(backend.url());
        Callers threads = new Callers(callers)) {
      FleetWorld.fill(store, fleet);
      Asked asked = new Asked(store);
      LongAdder reads = new LongAdder();
      try (DataStore dataStore = DataStores.on(asked)) {
        FleetWorld.awaitLoaded(dataStore);
        asked.questions.reset();
        double[][] rates =
            measure(
                (warmUp, measured) ->
                    threads.perSecond(
                        warmUp,
                        measured,
                        number -> {
                          read(dataStore, ids, number);
                          reads.increment();
                        }),
                (warmUp, measured) ->
                    threads.perSecond(warmUp, measured, number -> askRevision(store)));
        tell(rates, reads.doubleValue() / asked.questions.doubleValue());
      }
    }
    return 0;
  }

  private void tell(double[][] rates, double readsOfAQuestion) throws IOException {
    Results.tell(
        "current-" + scheme,
        List.of(
            Figure.of(
                    "current reads on " + scheme + ", callers: " + callers,
                    Turns.median(rates[0]),
                    "/s")
                .with(Goal.ratioAtLeast(TIMES_THE_STORE))
                .beside("as many callers who ask the store", Turns.median(rates[1])),
            Figure.of(
                    "current reads for each revision query, " + scheme + ", callers: " + callers,
                    readsOfAQuestion,
                    "reads")
                .with(Goal.atLeast(TIMES_THE_STORE))));
  }

  /** A store that counts the reads that it is asked for. */
  private static final class Asked extends ForwardingStore {

    private final LongAdder questions = new LongAdder();

    Asked(Store beneath) {
      super(beneath);
    }

    @Override
    public CompletableFuture<GetResult> get(GetRequest request) {
      questions.increment();
      return super.get(request);
    }
  }

  private double[][] measure(Turns.Measured reads, Turns.Measured queries)
      throws InterruptedException {
    Turns turn = new Turns(turns, Duration.ofMillis(turnMillis));
    turn.warmUp(reads);
    turn.warmUp(queries);
    return turn.run(reads, queries);
  }

  private static void read(DataStore dataStore, List<String> ids, long number) {
    String id = ids.get((int) (number % ENTRIES));
    if (dataStore.entries().fetch(id, ReadConsistency.current()).value().isEmpty()) {
      throw new IllegalStateException("the entry " + id + " is not there");
    }
  }

  /** Asks as a DataStore does: for one key that is there, without its value. */
  private static void askRevision(Store store) {
    var unused = store.blocking().get(GetRequest.of(Bytes.utf8("holdfast/format")).keysOnly());
  }
}
