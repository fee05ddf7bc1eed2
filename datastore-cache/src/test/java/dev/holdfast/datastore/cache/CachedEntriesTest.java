package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.EntriesContract;

class CachedEntriesTest extends EntriesContract {
  @Override
  protected DataStore connect(DataStore server) {
    return server;
  }
}
