package dev.holdfast.conformance;

final class MemoryLaunchConformanceTest extends StoreConformance {
  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.launchedUrl("memory", "memory:");
  }
}
