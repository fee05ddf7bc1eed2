package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.EntryUpdatesContract;

class CachedEntryUpdatesTest extends EntryUpdatesContract {
  @Override
  protected DataStore connect(DataStore server) {
    return server;
  }
}
