package dev.holdfast.datastore.cache.contract;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.Servers;
import dev.holdfast.store.Store;
import java.util.function.Consumer;

/** Where the DataStores of a test keep their records, and how they are reached. */
public interface Deployment {

  /** Opens an empty store. */
  Store openStore(Consumer<AutoCloseable> closeLater);

  /** Returns a server's DataStore on a store. */
  default DataStore serve(Store store, FakeTime time) {
    return Servers.on(store, time);
  }

  /** Returns the DataStore under test that a server's DataStore is reached by. */
  DataStore connect(DataStore server, Consumer<AutoCloseable> closeLater);
}
