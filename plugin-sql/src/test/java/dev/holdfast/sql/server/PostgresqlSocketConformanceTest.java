package dev.holdfast.sql.server;

import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.testservers.ServerKind;
import org.junit.jupiter.api.Order;

@Order(2)
final class PostgresqlSocketConformanceTest extends StoreConformance {

  @Override
  protected StoreFixture fixture() {
    return TestStores.overSocket(ServerKind.POSTGRESQL);
  }

  /** The numbers are small: those of the same store in process are not. */
  @Override
  protected Settings settings() {
    return super.settings().smaller();
  }
}
