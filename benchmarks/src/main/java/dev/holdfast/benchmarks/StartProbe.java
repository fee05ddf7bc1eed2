package dev.holdfast.benchmarks;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.ReadConsistency;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import dev.holdfast.store.Stores;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * A process that has just been started, and opens the DataStore of a store: how long that takes,
 * and how fast one thread reads before it loads everything anew and meanwhile.
 */
final class StartProbe {

  private static final int IDS = 1 << 16;
  private static final long READ_NANOS = TimeUnit.SECONDS.toNanos(4);

  private StartProbe() {}

  /**
   * Runs the probe, which prints the seconds to load, those to reload, and the reads a second
   * before the reload and while it goes on.
   *
   * @param arguments the store's URL, and the fleet's entries and nodes
   */
  public static void main(String[] arguments) {
    FleetSize size = new FleetSize(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    Fleet fleet = FleetWorld.fleet(size);
    try (ReloadableStore store = new ReloadableStore(Stores.open(arguments[0]))) {
      long begun = System.nanoTime();
      try (DataStore dataStore = FleetWorld.open(store)) {
        double load = (System.nanoTime() - begun) / 1e9;
        SplittableRandom random = new SplittableRandom(2);
        List<String> ids =
            IntStream.range(0, IDS)
                .mapToObj(i -> fleet.entry(random.nextInt(size.entries())).id())
                .toList();
        double unused = rate(dataStore, ids, lasting(READ_NANOS)); // so that it is compiled
        double before = rate(dataStore, ids, lasting(READ_NANOS));
        int watches = store.watches();
        begun = System.nanoTime();
        store.compactAway();
        double during = rate(dataStore, ids, () -> store.watches() == watches);
        double reload = (System.nanoTime() - begun) / 1e9;
        System.out.printf(Locale.ROOT, "%.3f %.3f %.0f %.0f%n", load, reload, before, during);
      }
    }
  }

  private static BooleanSupplier lasting(long nanos) {
    long end = System.nanoTime() + nanos;
    return () -> System.nanoTime() < end;
  }

  private static double rate(DataStore dataStore, List<String> ids, BooleanSupplier goOn) {
    long begun = System.nanoTime();
    long reads = 0;
    do {
      for (int i = 0; i < 100; i++) {
        String id = ids.get((int) (reads++ & (IDS - 1)));
        if (dataStore.entries().fetch(id, ReadConsistency.cached()).value().isEmpty()) {
          throw new IllegalStateException("the entry " + id + " is not there");
        }
      }
    } while (goOn.getAsBoolean());
    return reads * 1e9 / (System.nanoTime() - begun);
  }
}
