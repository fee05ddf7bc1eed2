package dev.holdfast.sqlite;

import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteSocketConformanceTest extends StoreConformance {

  @TempDir private Path folder;

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.overSocket(
        "sqlite", new SqliteStoreProvider(), StoreFixtures.filesIn(folder));
  }

  /** The numbers are small: those of the same store in process are not. */
  @Override
  protected Settings settings() {
    return super.settings().smaller();
  }
}
