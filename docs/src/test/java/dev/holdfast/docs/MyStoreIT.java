package dev.holdfast.docs;

import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import dev.holdfast.store.memory.MemoryStoreProvider;

/** What the suite's page shows; it is compiled here, and the suite's own module runs its like. */
final class MyStoreIT extends StoreConformance {
  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.inProcess("mine", new MemoryStoreProvider(), () -> ""); // yours
  }
}
