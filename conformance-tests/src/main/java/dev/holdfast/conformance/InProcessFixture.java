package dev.holdfast.conformance;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

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
    return StoreFixtures.facilities(describe(), Facility.STORE);
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

  private Store openAt(String place, StoreOptions asked) {
    Map<String, String> values = new HashMap<>(asked.asMap());
    values.putAll(options);
    Set<String> required = new HashSet<>(asked.required());
    required.addAll(options.keySet());
    return provider.open(place, StoreOptions.of(values, required));
  }
}
