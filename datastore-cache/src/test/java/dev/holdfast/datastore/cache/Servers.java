package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.datastore.cache.internal.feed.Timing;
import dev.holdfast.datastore.cache.model.ScriptTime;
import dev.holdfast.store.Store;
import java.time.Duration;

/** DataStores whose time is in a test's hands. */
public final class Servers {

  private Servers() {}

  public static DataStore on(Store store, FakeTime time) {
    return DataStores.on(store, Timing.standard().by(time::nanoTime), time);
  }

  /** Returns a DataStore that waits patiently, whatever else the machine has to do. */
  public static DataStore on(Store store, ScriptTime time) {
    return DataStores.on(
        store, Timing.standard().by(time::nanoTime).waitingAtMost(Duration.ofMinutes(1)), time);
  }

  /** Returns a DataStore that compares its cache with the store very often. */
  public static DataStore verifying(Store store, FakeTime time) {
    return DataStores.on(
        store, Timing.standard().by(time::nanoTime).verifyingEvery(Duration.ofMillis(20)), time);
  }

  /** Returns a DataStore that waits for states only so long. */
  public static DataStore impatient(Store store, FakeTime time, Duration patience) {
    return DataStores.on(store, Timing.standard().by(time::nanoTime).waitingAtMost(patience), time);
  }
}
