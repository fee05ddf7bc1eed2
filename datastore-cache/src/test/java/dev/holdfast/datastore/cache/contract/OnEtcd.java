package dev.holdfast.datastore.cache.contract;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import java.util.function.Consumer;

/** The cache itself on etcd. */
public interface OnEtcd extends Deployment {

  @Override
  default Store openStore(Consumer<AutoCloseable> closeLater) {
    Store store = Stores.open(OneEtcd.freshUrl());
    closeLater.accept(store);
    return store;
  }

  @Override
  default DataStore connect(DataStore server, Consumer<AutoCloseable> closeLater) {
    return server;
  }
}
