package dev.holdfast.sqlite;

import dev.holdfast.conformance.CaseNumber;
import dev.holdfast.conformance.Settings;
import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import java.util.Set;

/** The case of processes that share a file and are killed. */
final class SqliteSharedLaunchTest extends StoreConformance {

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.launchedUrl("sqlite-shared", "sqlite:{dir}/store.db?shared=true");
  }

  @Override
  protected Settings settings() {
    return super.settings().only(Set.of(CaseNumber.parse("114")));
  }
}
