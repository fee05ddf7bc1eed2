package dev.holdfast.conformance;

final class MemoryInProcessConformanceTest extends StoreConformance {
  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.memory();
  }
}
