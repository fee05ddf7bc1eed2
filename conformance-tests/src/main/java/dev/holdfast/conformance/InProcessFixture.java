package dev.holdfast.conformance;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Opens each store as a Java object, with options of the fixture's own. */
final class InProcessFixture implements StoreFixture {

  private final String backend;
  private final StoreProvider provider;
  private final Supplier<String> location;
  private final Map<String, String> options;
  private final Runnable onClose;
  private Optional<Set<Facility>> facilities = Optional.empty();

  InProcessFixture(
      String backend,
      StoreProvider provider,
      Supplier<String> location,
      Map<String, String> options,
      Runnable onClose) {
    this.backend = backend;
    this.provider = provider;
    this.location = location;
    this.options = Map.copyOf(options);
    this.onClose = onClose;
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public String front() {
    return StoreFixtures.IN_PROCESS;
  }

  /** Returns what comes with what a store declares that was opened with the fixture's options. */
  @Override
  public synchronized Set<Facility> facilities() {
    if (facilities.isEmpty()) {
      try (Store store = open(StoreOptions.none())) {
        facilities = Optional.of(StoreFixtures.facilities(store.blocking().info(), Facility.STORE));
      }
    }
    return facilities.get();
  }

  @Override
  public StoreInfo describe() {
    return provider.describe();
  }

  @Override
  public Store open(StoreOptions asked) {
    return openAt(location.get(), asked);
  }

  @Override
  public StorePlace newPlace() {
    String place = location.get();
    return asked -> openAt(place, asked);
  }

  @Override
  public void close() {
    onClose.run();
  }

  private Store openAt(String place, StoreOptions asked) {
    Map<String, String> values = new HashMap<>(asked.asMap());
    values.putAll(options);
    Set<String> required = new HashSet<>(asked.required());
    required.addAll(options.keySet());
    return provider.open(place, StoreOptions.of(values, required));
  }
}
