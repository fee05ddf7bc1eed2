package dev.holdfast.datastore.cache.contract;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The cache itself on a SQLite file. */
public interface OnSqlite extends Deployment {

  @Override
  default Store openStore(Consumer<AutoCloseable> closeLater) {
    Path folder = Folders.temporary(closeLater);
    Store store = Stores.open("sqlite:" + folder.resolve("store.db"));
    closeLater.accept(store);
    return store;
  }

  @Override
  default DataStore connect(DataStore server, Consumer<AutoCloseable> closeLater) {
    return server;
  }
}
