package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.datastore.cache.contract.FakeTime;
import dev.holdfast.datastore.cache.internal.feed.Timing;
import dev.holdfast.datastore.cache.model.ScriptTime;
import dev.holdfast.store.Store;
import java.time.Duration;

/** DataStores whose time is in a test's hands. */
public final class Servers {

  private Servers() {}

  public static DataStore on(Store store, FakeTime time) {
    return on(store, time, Timing.standard());
  }

  /** Returns a DataStore that waits patiently, whatever else the machine has to do. */
  public static DataStore on(Store store, ScriptTime time) {
    return DataStores.on(store, DataStoreOptions.standard().by(time), patient(time));
  }

  /** Returns a patient DataStore that holds few records of the kinds that can be bounded. */
  public static DataStore bounded(Store store, ScriptTime time) {
    return DataStores.on(store, bounded().by(time), patient(time));
  }

  /** Returns a DataStore that holds few records of the kinds that can be bounded. */
  public static DataStore bounded(Store store, FakeTime time) {
    return DataStores.on(store, bounded().by(time), Timing.standard().by(time::nanoTime));
  }

  private static DataStoreOptions bounded() {
    return DataStoreOptions.standard()
        .bounding(RecordKind.JOIN_TOKEN, 2)
        .bounding(RecordKind.CA_JOURNAL, 3);
  }

  private static Timing patient(ScriptTime time) {
    return Timing.standard().by(time::nanoTime).waitingAtMost(Duration.ofMinutes(1));
  }

  /** Returns a DataStore that compares its cache with the store very often. */
  public static DataStore verifying(Store store, FakeTime time) {
    return on(store, time, Timing.standard().verifyingEvery(Duration.ofMillis(20)));
  }

  /** Returns a DataStore that waits for states only so long. */
  public static DataStore impatient(Store store, FakeTime time, Duration patience) {
    return on(store, time, Timing.standard().waitingAtMost(patience));
  }

  private static DataStore on(Store store, FakeTime time, Timing timing) {
    return DataStores.on(store, DataStoreOptions.standard().by(time), timing.by(time::nanoTime));
  }
}
