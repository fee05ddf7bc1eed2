package dev.holdfast.server;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreLimits;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.DataStoreStatus.Loading;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Statuses of DataStores, and DataStores that tell them and nothing else. */
public final class Statuses {

  private Statuses() {}

  /** Returns the status of a DataStore that loads for the first time. */
  public static DataStoreStatus loading(Optional<Loading> loading, Optional<String> lastFailure) {
    return status(DataStoreStatus.State.LOADING, Optional.empty(), Map.of(), loading, lastFailure);
  }

  /** Returns the status of a DataStore that follows its store. */
  public static DataStoreStatus current(long revision, Map<RecordKind, Long> counts) {
    return status(
        DataStoreStatus.State.CURRENT,
        Optional.of(new Floor("history", revision)),
        counts,
        Optional.empty(),
        Optional.empty());
  }

  private static DataStoreStatus status(
      DataStoreStatus.State state,
      Optional<Floor> floor,
      Map<RecordKind, Long> counts,
      Optional<Loading> loading,
      Optional<String> lastFailure) {
    return new DataStoreStatus(
        state,
        floor,
        Duration.ofMillis(1_500),
        "sqlite",
        "1",
        1,
        counts,
        0,
        new DataStoreLimits(1, 2, 3),
        loading,
        lastFailure);
  }

  /** Returns a DataStore that tells a status. */
  public static DataStore telling(Supplier<DataStoreStatus> status) {
    return (DataStore)
        Proxy.newProxyInstance(
            DataStore.class.getClassLoader(),
            new Class<?>[] {DataStore.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "status" -> status.get();
                  case "close" -> null;
                  default -> throw new AssertionError(method + " is not to be called");
                });
  }
}
