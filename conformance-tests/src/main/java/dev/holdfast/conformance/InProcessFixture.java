package dev.holdfast.conformance;

import dev.holdfast.store.Capability;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Opens each store as a Java object, with options of the fixture's own. */
record InProcessFixture(
    String backend, StoreProvider provider, Supplier<String> location, Map<String, String> options)
    implements StoreFixture {

  InProcessFixture {
    options = Map.copyOf(options);
  }

  @Override
  public String front() {
    return StoreFixtures.IN_PROCESS;
  }

  @Override
  public Set<Facility> facilities() {
    return describe().has(Capability.SHARED)
        ? Set.of(Facility.STORE, Facility.SHARE)
        : Set.of(Facility.STORE);
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
  public List<Store> openShared(int count, StoreOptions asked) {
    String place = location.get();
    return Stream.generate(() -> openAt(place, asked)).limit(count).toList();
  }

  private Store openAt(String place, StoreOptions asked) {
    Map<String, String> values = new HashMap<>(asked.asMap());
    values.putAll(options);
    Set<String> required = new HashSet<>(asked.required());
    required.addAll(options.keySet());
    return provider.open(place, StoreOptions.of(values, required));
  }
}
