package dev.holdfast.sqlite;

import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A file that other processes might open too, and that is looked at for their commits. */
final class SqliteSharedConformanceTest extends StoreConformance {

  @TempDir private Path folder;

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.inProcess(
        "sqlite-shared",
        new SqliteStoreProvider(),
        StoreFixtures.filesIn(folder),
        Map.of(SqliteStoreProvider.SHARED, "true"));
  }
}
