package dev.holdfast.datastore.cache;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.store.Capability;
import dev.holdfast.store.Store;
import dev.holdfast.store.StoreInfo;
import dev.holdfast.store.engine.Futures;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DataStoresTest {

  /** A store that declares less than it can do. */
  private static final class Modest extends FaultyStore {

    private final Set<Capability> declared;

    Modest(Store beneath, Set<Capability> declared) {
      super(beneath);
      this.declared = declared;
    }

    @Override
    public CompletableFuture<StoreInfo> info() {
      return Futures.map(
          super.info(),
          info ->
              new StoreInfo(
                  "modest",
                  info.version(),
                  info.contractVersions(),
                  info.state(),
                  declared,
                  info.limits()));
    }
  }

  @Test
  void on_storeThatLacksCapabilities_namesAllOfThem() {
    try (Store memory = MemoryStoreProvider.open()) {
      assertThatThrownBy(
              () -> DataStores.on(new Modest(memory, EnumSet.of(Capability.PRECONDITIONS))))
          .hasMessageContaining("the store modest lacks TRANSACTIONS, WATCH;")
          .hasMessageContaining("needs a store with PRECONDITIONS, TRANSACTIONS, WATCH");
    }
  }
}
