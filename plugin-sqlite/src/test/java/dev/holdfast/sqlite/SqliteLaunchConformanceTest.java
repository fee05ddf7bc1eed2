package dev.holdfast.sqlite;

import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import org.junit.jupiter.api.Order;

@Order(1)
final class SqliteLaunchConformanceTest extends StoreConformance {

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.launchedUrl("sqlite", "sqlite:{dir}/store.db");
  }

  /** The numbers are small: those of the same store in process are not. */
  @Override
  protected Settings settings() {
    return super.settings().smaller();
  }
}
