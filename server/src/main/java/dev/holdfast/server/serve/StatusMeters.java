package dev.holdfast.server.serve;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.DataStoreStatus;
import dev.holdfast.datastore.DataStoreStatus.Loading;
import dev.holdfast.datastore.Floor;
import dev.holdfast.datastore.RecordKind;
import dev.holdfast.server.watch.Kinds;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** How a DataStore is, as gauges. They show one status, taken by {@link #refresh}. */
final class StatusMeters {

  private static final double NANOS_PER_SECOND = 1e9;

  private final DataStore dataStore;
  private volatile DataStoreStatus latest;

  private StatusMeters(DataStore dataStore) {
    this.dataStore = dataStore;
    this.latest = dataStore.status();
  }

  /** Registers the gauges of a DataStore. */
  static StatusMeters register(DataStore dataStore, MeterRegistry registry) {
    StatusMeters meters = new StatusMeters(dataStore);
    meters.registerIn(registry);
    return meters;
  }

  /** Takes the status that is shown from now on. */
  void refresh() {
    latest = dataStore.status();
  }

  private void registerIn(MeterRegistry registry) {
    gauge("holdfast.cache.current", status -> flag(status.state() == DataStoreStatus.State.CURRENT))
        .description("Whether the cache follows the store: 1 if it does, else 0")
        .register(registry);
    gauge("holdfast.cache.revision", status -> status.floor().map(Floor::revision).orElse(0L))
        .description("The revision that the cache holds; 0 before the first load")
        .register(registry);
    gauge("holdfast.cache.age", status -> status.age().toNanos() / NANOS_PER_SECOND)
        .description("How long ago that revision was known to be the store's latest")
        .baseUnit("seconds")
        .register(registry);
    gauge(
            "holdfast.cache.loading.records",
            status -> status.loading().map(Loading::records).orElse(0L))
        .description("How many records the load under way has read; 0 where there is none")
        .register(registry);
    gauge("holdfast.cache.unreadable", DataStoreStatus::unreadable)
        .description("How many stored values cannot be read, and are left out of every answer")
        .register(registry);
    for (RecordKind kind : RecordKind.values()) {
      gauge("holdfast.records", status -> status.counts().getOrDefault(kind, 0L))
          .description("How many records there are")
          .tag("kind", Kinds.name(kind))
          .register(registry);
    }
  }

  private Gauge.Builder<StatusMeters> gauge(String name, ToDoubleFunction<DataStoreStatus> value) {
    return Gauge.builder(name, this, meters -> value.applyAsDouble(meters.latest))
        .strongReference(true);
  }

  private static double flag(boolean set) {
    return set ? 1 : 0;
  }
}
