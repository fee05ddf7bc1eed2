package dev.holdfast.sqlite;

import dev.holdfast.conformance.Settings;
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

  /** The numbers are small: those of the same store in process are not. */
  @Override
  protected Settings settings() {
    return super.settings().smaller();
  }
}
