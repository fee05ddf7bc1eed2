package dev.holdfast.docs;

import dev.holdfast.conformance.StoreConformance;
import dev.holdfast.conformance.StoreFixture;
import dev.holdfast.conformance.StoreFixtures;
import dev.holdfast.store.memory.MemoryStoreProvider;

/** A backend's conformance test, as the suite's page shows it; the build does not run it. */
final class MyStoreIT extends StoreConformance {
  @Override
  protected StoreFixture fixture() {
    return StoreFixtures.inProcess("mine", new MemoryStoreProvider(), () -> ""); // yours
  }
}
