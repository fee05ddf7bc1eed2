package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.ConcurrencyContract;

class CachedConcurrencyTest extends ConcurrencyContract {
  @Override
  protected DataStore connect(DataStore server) {
    return server;
  }
}
