package dev.holdfast.datastore.cache.contract;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.function.Consumer;

/** The cache itself on the in-memory store. */
public interface InMemory extends Deployment {

  @Override
  default Store openStore(Consumer<AutoCloseable> closeLater) {
    Store store = MemoryStoreProvider.open();
    closeLater.accept(store);
    return store;
  }

  @Override
  default DataStore connect(DataStore server, Consumer<AutoCloseable> closeLater) {
    return server;
  }
}
