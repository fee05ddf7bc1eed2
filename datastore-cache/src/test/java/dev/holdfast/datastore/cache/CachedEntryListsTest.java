package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.EntryListsContract;

class CachedEntryListsTest extends EntryListsContract {
  @Override
  protected DataStore connect(DataStore server) {
    return server;
  }
}
