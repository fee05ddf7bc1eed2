package dev.holdfast.conformance;

import dev.holdfast.conformance.cases.Cases;
import java.util.stream.Collectors;

/** What a front must offer a case, offered by a launched plugin. SQLite's launch runs all cases. */
final class MemoryLaunchConformanceTest extends StoreConformance {

  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.launchedUrl("memory", "memory:");
  }

  @Override
  protected Settings settings() {
    return super.settings()
        .smaller()
        .only(
            Cases.all().stream()
                .filter(one -> one.facility() != Facility.STORE)
                .map(ConformanceCase::number)
                .collect(Collectors.toSet()));
  }
}
