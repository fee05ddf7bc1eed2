package dev.holdfast.benchmarks;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.TrustDomain;
import dev.holdfast.datastore.cache.DataStoreOptions;
import dev.holdfast.datastore.cache.DataStores;
import dev.holdfast.datastore.cache.dump.Dump;
import dev.holdfast.datastore.cache.dump.DumpSummary;
import dev.holdfast.fleet.Fleet;
import dev.holdfast.fleet.FleetSize;
import dev.holdfast.server.fleet.FleetDump;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * A fleet, and the DataStore of a store that holds it.
 *
 * @param fleet the fleet
 * @param store the store
 * @param dataStore the DataStore
 */
record FleetWorld(Fleet fleet, Store store, DataStore dataStore) implements AutoCloseable {

  static final TrustDomain DOMAIN = new TrustDomain("fleet.example");

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long SEED = 1;
  private static final long LOOK_MILLIS = 5;

  /** Returns the fleet of a size. */
  static Fleet fleet(FleetSize size) {
    return Fleet.of(size, DOMAIN, SEED);
  }

  /** Fills an empty store with a fleet. */
  static void fill(Store store, Fleet fleet) throws IOException {
    Path file = Files.createTempFile("fleet-", ".dump");
    try {
      long begun = System.nanoTime();
      try (OutputStream out = Files.newOutputStream(file)) {
        DumpSummary unused = FleetDump.write(fleet, out, written -> {});
      }
      long written = System.nanoTime();
      DumpSummary summary = Dump.load(file, store, loaded -> {});
      System.err.printf(
          Locale.ROOT,
          "a fleet of %,d entries and %,d nodes: %,d records made in %.1f s, stored in %.1f s%n",
          fleet.size().entries(),
          fleet.size().nodes(),
          summary.total(),
          (written - begun) / 1e9,
          (System.nanoTime() - written) / 1e9);
    } finally {
      Files.delete(file);
    }
  }

  /** Makes the world of a fleet in the in-memory store. */
  static FleetWorld inMemory(FleetSize size) throws IOException {
    Fleet fleet = fleet(size);
    Store store = Stores.open("memory:?history_retention_revisions=1000");
    fill(store, fleet);
    return new FleetWorld(fleet, store, open(store));
  }

  /** Opens the DataStore of a store, and waits until it has loaded it. */
  static DataStore open(Store store) {
    DataStore dataStore =
        DataStores.on(
            store,
            DataStoreOptions.standard().waitingAtMost(PATIENCE).verifyingEvery(Duration.ofDays(1)));
    awaitLoaded(dataStore);
    return dataStore;
  }

  static void awaitLoaded(DataStore dataStore) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (dataStore.status().state() != DataStoreStatus.State.CURRENT) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the store was not loaded within " + PATIENCE);
      }
      pause(LOOK_MILLIS);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public void close() {
    dataStore.close();
    store.close();
  }
}
