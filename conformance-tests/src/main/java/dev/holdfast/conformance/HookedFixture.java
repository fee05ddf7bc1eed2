package dev.holdfast.conformance;

import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.StoreOptions;
import java.util.EnumSet;
import java.util.Set;

/** A fixture whose database can be stopped and started. */
record HookedFixture(StoreFixture fixture, BackendControl backendControl) implements StoreFixture {

  @Override
  public String backend() {
    return fixture.backend();
  }

  @Override
  public String front() {
    return fixture.front();
  }

  @Override
  public Set<Facility> facilities() {
    Set<Facility> offered = EnumSet.of(Facility.BACKEND);
    offered.addAll(fixture.facilities());
    return offered;
  }

  @Override
  public StoreInfo describe() {
    return fixture.describe();
  }

  @Override
  public Store open(StoreOptions options) {
    return fixture.open(options);
  }

  @Override
  public Store openShared() {
    return fixture.openShared();
  }

  @Override
  public boolean isEmpty() {
    return fixture.isEmpty();
  }

  @Override
  public StorePlace newPlace() {
    return fixture.newPlace();
  }

  @Override
  public LaunchPlace newLaunchPlace() {
    return fixture.newLaunchPlace();
  }

  @Override
  public UnconfiguredPlugin start() {
    return fixture.start();
  }

  @Override
  public void close() {
    try {
      fixture.close();
    } finally {
      backendControl.close();
    }
  }
}
