package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.PagingContract;

class CachedPagingTest extends PagingContract {
  @Override
  protected DataStore connect(DataStore server) {
    return server;
  }
}
