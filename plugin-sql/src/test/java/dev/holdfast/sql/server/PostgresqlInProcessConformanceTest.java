package dev.holdfast.sql.server;

import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.testservers.ServerKind;
import org.junit.jupiter.api.Order;

@Order(2)
final class PostgresqlInProcessConformanceTest extends StoreConformance {

  @Override
  protected StoreFixture fixture() {
    return TestStores.inProcess(ServerKind.POSTGRESQL);
  }
}
