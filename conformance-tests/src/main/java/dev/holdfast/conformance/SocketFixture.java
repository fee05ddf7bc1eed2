package dev.holdfast.conformance;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import dev.holdfast.store.StoreProvider;
import java.util.Set;
import java.util.function.Supplier;

/** Opens each store behind a server of its own on a Unix socket. */
final class SocketFixture implements StoreFixture {

  private final String backend;
  private final StoreProvider provider;
  private final Supplier<String> location;

  SocketFixture(String backend, StoreProvider provider, Supplier<String> location) {
    this.backend = backend;
    this.provider = provider;
    this.location = location;
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public String front() {
    return StoreFixtures.SOCKET;
  }

  @Override
  public Set<Facility> facilities() {
    return StoreFixtures.facilities(
        provider.describe(), Facility.STORE, Facility.CONFIGURE, Facility.CONNECTION);
  }

  @Override
  public StoreInfo describe() {
    try (UnconfiguredPlugin plugin = start()) {
      return plugin.store().blocking().info();
    }
  }

  @Override
  public UnconfiguredPlugin start() {
    return SocketPlugin.start(provider, location.get());
  }

  @Override
  public Store open(StoreOptions options) {
    return ServedStore.configured(start(), options);
  }

  @Override
  public StorePlace newPlace() {
    String place = location.get();
    return options -> ServedStore.configured(SocketPlugin.start(provider, place), options);
  }
}
