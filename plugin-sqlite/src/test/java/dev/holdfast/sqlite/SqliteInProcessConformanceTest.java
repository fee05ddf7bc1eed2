package dev.holdfast.sqlite;

import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

final class SqliteInProcessConformanceTest extends StoreConformance {

  @TempDir static Path folder;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.inProcess(
        "sqlite",
        new SqliteStoreProvider(),
        () -> folder.resolve(NUMBER.incrementAndGet() + ".db").toString());
  }
}
