package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.Servers;
import dev.holdfast.datastore.cache.contract.Folders;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.memory.MemoryStoreProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Where scripts are run.
 *
 * @param name its name
 * @param servers how many servers there are
 * @param store opens the store that they share
 * @param server makes a server on the store
 */
record Place(
    String name, int servers, Function<Consumer<AutoCloseable>, Store> store, ServerMaker server) {

  /** Makes a server. */
  interface ServerMaker {
    DataStore on(Store store, ScriptTime time);
  }

  static Place memory(int servers) {
    return new Place(
        "memory, " + servers + " servers",
        servers,
        closeLater -> MemoryStoreProvider.open(),
        Servers::on);
  }

  static Place sqlite(int servers) {
    return new Place(
        "SQLite, " + servers + " servers",
        servers,
        closeLater -> Stores.open("sqlite:" + Folders.temporary(closeLater).resolve("store.db")),
        Servers::on);
  }

  /** Returns the same place with servers that hold few records of the kinds that can be bounded. */
  Place bounded() {
    return new Place(name + ", bounded", servers, store, Servers::bounded);
  }

  /** Returns the same place with servers that are made otherwise. */
  Place withServers(ServerMaker other) {
    return new Place(name, servers, store, other);
  }

  List<DataStore> open(ScriptTime time, Consumer<AutoCloseable> closeLater) {
    Store shared = store.apply(closeLater);
    closeLater.accept(shared);
    List<DataStore> opened = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      DataStore dataStore = server.on(shared, time);
      closeLater.accept(dataStore);
      opened.add(dataStore);
    }
    return opened;
  }
}
