package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.ChangesContract;

class CachedChangesTest extends ChangesContract {
  @Override
  protected DataStore connect(DataStore server) {
    return server;
  }
}
