package dev.holdfast.conformance;

final class MemorySocketConformanceTest extends StoreConformance {
  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.memoryOverSocket();
  }
}
