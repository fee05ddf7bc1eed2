package dev.holdfast.sql.server;

import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.testservers.ServerKind;
import org.junit.jupiter.api.Order;

@Order(3)
final class MariadbInProcessConformanceTest extends StoreConformance {

  @Override
  protected StoreFixture fixture() {
    return TestStores.inProcess(ServerKind.MARIADB);
  }

  /** The numbers are small: those of PostgreSQL, with the same engine, are not. */
  @Override
  protected Settings settings() {
    return super.settings().smaller();
  }
}
