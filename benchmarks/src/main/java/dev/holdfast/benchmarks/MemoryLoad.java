package dev.holdfast.benchmarks;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.NodeDetail;
import dev.holdfast.datastore.NodeFilter;
import dev.holdfast.datastore.Page;
import dev.holdfast.datastore.PageRequest;
import dev.holdfast.datastore.PageToken;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.store.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * The heap that the cache of a SQLite store takes, once every record was read, and the most while
 * everything is loaded anew.
 */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = "Measures the heap for each entry, and the peak while everything is loaded anew.")
public final class MemoryLoad implements Callable<Integer> {

  private static final double BYTES = 1_024;
  private static final double PEAK = 1.3;
  private static final int PAGE = 1_000;
  private static final int AGENTS = 5_000;
  private static final int SHOWN = 20;

  @Mixin private final Scale scale = new Scale();

  @Override
  public Integer call() throws Exception {
    Path folder = Scratch.emptied(Path.of("benchmarks", "target", "memory"));
    Fleet fleet = FleetWorld.fleet(scale.fleet());
    try (ReloadableStore store =
        new ReloadableStore(Stores.open("sqlite:" + folder.resolve("fleet.db")))) {
      FleetWorld.fill(store, fleet);
      long before = Heap.live();
      try (DataStore dataStore = FleetWorld.open(store)) {
        long loaded = Heap.live();
        readAll(dataStore, fleet);
        long read = Heap.live();
        String histogram = Heap.histogram();
        long peak = peakOfReload(store);
        FleetWorld.awaitLoaded(dataStore);
        tell(before, loaded, read, peak, histogram);
      }
    }
    return 0;
  }

  private void tell(long before, long loaded, long read, long peak, String histogram)
      throws java.io.IOException {
    String of =
        String.format(
            Locale.ROOT,
            " of %,d entries with %,d nodes",
            scale.fleet().entries(),
            scale.fleet().nodes());
    Results.tell(
        "memory",
        List.of(
            Figure.of(
                    "heap for each" + of + ", all read once",
                    (double) (read - before) / scale.entries(),
                    "B")
                .with(Goal.atMost(BYTES)),
            Figure.of(
                "heap for each" + of + ", loaded",
                (double) (loaded - before) / scale.entries(),
                "B"),
            Figure.of("peak of a reload" + of, (peak - before) / 1e6, "MB")
                .with(Goal.ratioAtMost(PEAK))
                .beside("before it", (read - before) / 1e6)));
    Files.writeString(Results.FOLDER.resolve("memory-histogram.txt"), histogram);
    System.out.println(histogram.lines().limit(SHOWN).collect(Collectors.joining("\n")));
  }

  /** Reads every record of every kind that a fleet has. */
  private static void readAll(DataStore dataStore, Fleet fleet) {
    long entries = countPages(page -> dataStore.entries().list(EntryFilter.all(), page));
    long nodes =
        countPages(
            page -> dataStore.nodes().list(NodeFilter.all(), NodeDetail.WITH_SELECTORS, page));
    if (entries != fleet.size().entries() || nodes != fleet.size().nodes()) {
      throw new IllegalStateException("read " + entries + " entries and " + nodes + " nodes");
    }
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < AGENTS; i++) {
      int node = random.nextInt(fleet.size().nodes());
      if (dataStore.entries().authorized(fleet.node(node).id()).isEmpty()) {
        throw new IllegalStateException("the agent of node " + node + " has no entries");
      }
    }
  }

  private static <T> long countPages(Function<PageRequest, Page<T>> pages) {
    PageRequest first = PageRequest.first(PAGE).at(ReadConsistency.cached());
    long count = 0;
    Optional<PageToken> next = Optional.empty();
    do {
      Page<T> page = pages.apply(next.map(first::after).orElse(first));
      count += page.items().size();
      next = page.next();
    } while (next.isPresent());
    return count;
  }

  private static long peakOfReload(ReloadableStore store) throws InterruptedException {
    int watches = store.watches();
    try (Heap.Peak peak = new Heap.Peak()) {
      store.compactAway();
      while (store.watches() == watches) {
        FleetWorld.pause(1);
      }
      return peak.end();
    }
  }
}
