package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.BundlesContract;

class CachedBundlesTest extends BundlesContract {
  @Override
  protected DataStore connect(DataStore server) {
    return server;
  }
}
