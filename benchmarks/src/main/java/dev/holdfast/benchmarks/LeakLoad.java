package dev.holdfast.benchmarks;

import dev.holdfast.datastore.AuthorizedEntries;
import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.EntryField;
import dev.holdfast.datastore.EntryFilter;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RegistrationEntry;
import dev.holdfast.datastore.Selector;
import dev.holdfast.datastore.SpiffeId;
import dev.holdfast.datastore.cache.DataStoreOptions;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Whether the heap grows while a fleet stays as large as it is: the changes of an hour at 100 a
 * second, as fast as they can be made, each of them a new hint, or a new entry in place of an old
 * one, while agents poll.
 *
 * <p>What is kept for a while is kept for a second here, and left to go before each look.
 */
@Command(
    name = "leak",
    mixinStandardHelpOptions = true,
    description = "Measures whether the heap grows over an hour's changes.")
public final class LeakLoad implements Callable<Integer> {

  private static final int CHANGES_OF_AN_HOUR = 360_000;
  private static final int LOOKS = 6;

  /** After so many, what is bounded is full, and each entry has a hint that no other has. */
  private static final int CHANGES_BEFORE = 40_000;

  private static final int CHANGES_FOR_A_REPLACEMENT = 4;
  private static final int CHANGES_FOR_A_POLL = 10;
  private static final double GROWTH = 1.05;
  private static final int KEPT_MILLIS = 1_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--entries",
      description = "How many entries the fleet has. Default: 5000.")
  private int entries = 5_000;

  @Option(
      converter = Loads.Positive.class,
      names = "--changes",
      description = "How many changes are made. Default: 360000.")
  private int changes = CHANGES_OF_AN_HOUR;

  private final SplittableRandom random = new SplittableRandom(5);

  @Override
  public Integer call() throws Exception {
    Path folder = Scratch.emptied(Path.of("benchmarks", "target", "leak"));
    Fleet fleet = FleetWorld.fleet(FleetSize.of(entries));
    String url = "sqlite:" + folder.resolve("store.db") + "?history_retention_ms=" + KEPT_MILLIS;
    try (Store store = Stores.open(url)) {
      FleetWorld.fill(store, fleet);
      try (DataStore dataStore =
          DataStores.on(
              store,
              DataStoreOptions.standard()
                  .keepingListingsFor(Duration.ofMillis(KEPT_MILLIS))
                  .keepingChangesFor(Duration.ofMillis(KEPT_MILLIS)))) {
        FleetWorld.awaitLoaded(dataStore);
        measure(fleet, dataStore);
      }
    }
    return 0;
  }

  private void measure(Fleet fleet, DataStore dataStore) throws Exception {
    List<RegistrationEntry> current = new ArrayList<>();
    for (int number = 0; number < entries; number++) {
      current.add(fleet.entry(number));
    }
    int each = Math.max(1, changes / LOOKS);
    change(fleet, dataStore, current, 0, CHANGES_BEFORE);
    long first = look(dataStore, current);
    long last = first;
    for (int look = 1; look <= LOOKS; look++) {
      int from = CHANGES_BEFORE + (look - 1) * each;
      change(fleet, dataStore, current, from, from + each);
      last = look(dataStore, current);
      System.out.printf(
          Locale.ROOT, "after %,d changes: %,.1f MB%n", look * each, (double) last / 1e6);
    }
    Results.tell(
        "leak",
        List.of(
            Figure.of(
                    String.format(
                        Locale.ROOT,
                        "heap with %,d entries after %,d changes",
                        entries,
                        LOOKS * each),
                    last / 1e6,
                    "MB")
                .with(Goal.ratioAtMost(GROWTH))
                .beside("before them", first / 1e6)));
  }

  /** Returns how much of the heap lives once what is kept for a while has gone. */
  private static long look(DataStore dataStore, List<RegistrationEntry> current) {
    FleetWorld.pause(2 * KEPT_MILLIS);
    // What is too old goes when something new comes.
    rehint(dataStore, current, 0, "looked");
    long found = dataStore.entries().count(EntryFilter.all());
    if (found != current.size()) {
      throw new IllegalStateException(found + " entries instead of " + current.size());
    }
    return Heap.live();
  }

  private void change(
      Fleet fleet, DataStore dataStore, List<RegistrationEntry> current, int from, int to) {
    Floor floor = dataStore.status().floor().orElseThrow();
    for (int change = from; change < to; change++) {
      int place = random.nextInt(current.size());
      if (change % CHANGES_FOR_A_REPLACEMENT == 0) {
        replace(dataStore, current, place, change);
      } else {
        rehint(dataStore, current, place, "changed-" + change);
      }
      if (change % CHANGES_FOR_A_POLL == 0) {
        SpiffeId agent = fleet.node(random.nextInt(fleet.size().nodes())).id();
        AuthorizedEntries polled = dataStore.entries().authorizedSince(agent, floor);
        floor = polled.floor();
      }
    }
  }

  private static void rehint(
      DataStore dataStore, List<RegistrationEntry> current, int place, String hint) {
    RegistrationEntry after = current.get(place).toBuilder().hint(hint).build();
    var unused = dataStore.entries().update(after, EnumSet.of(EntryField.HINT));
    current.set(place, after);
  }

  /** Puts an entry with another id, SPIFFE id and selector in the place of one. */
  private static void replace(
      DataStore dataStore, List<RegistrationEntry> current, int place, int change) {
    RegistrationEntry before = current.get(place);
    SpiffeId id = new SpiffeId(before.spiffeId().trustDomain(), "/replaced/" + change);
    RegistrationEntry after =
        before.toBuilder()
            .id("replacement-" + change)
            .spiffeId(id)
            .selectors(new Selector("unix", "uid:" + change))
            .build();
    var unused = dataStore.entries().delete(before.id());
    var created = dataStore.entries().create(after);
    current.set(place, created.entry().value());
  }
}
