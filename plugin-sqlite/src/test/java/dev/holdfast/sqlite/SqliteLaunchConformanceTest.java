package dev.holdfast.sqlite;

import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;

final class SqliteLaunchConformanceTest extends StoreConformance {

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.launchedUrl("sqlite", "sqlite:{dir}/store.db");
  }
}
