package dev.holdfast.sqlite;

import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteInProcessConformanceTest extends StoreConformance {

  @TempDir private Path folder;

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.inProcess(
        "sqlite", new SqliteStoreProvider(), StoreFixtures.filesIn(folder));
  }
}
