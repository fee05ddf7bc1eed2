package dev.holdfast.datastore.cache;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.contract.NodesContract;

class CachedNodesTest extends NodesContract {
  @Override
  protected DataStore connect(DataStore server) {
    return server;
  }
}
