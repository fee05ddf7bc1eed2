package dev.holdfast.conformance;

final class MemorySocketConformanceTest extends StoreConformance {
  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.memoryOverSocket();
  }

  /** The numbers are small: those of the same store in process are not. */
  @Override
  protected Settings settings() {
    return super.settings().smaller();
  }
}
