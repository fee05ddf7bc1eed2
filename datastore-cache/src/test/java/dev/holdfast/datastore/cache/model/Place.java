package dev.holdfast.datastore.cache.model;

import dev.holdfast.datastore.DataStore;
import dev.holdfast.datastore.cache.Servers;
import dev.holdfast.datastore.cache.contract.Folders;
import dev.holdfast.store.Store;
import dev.holdfast.store.Stores;
import dev.holdfast.store.memory.MemoryStoreProvider;
import dev.holdfast.testservers.OneEtcd;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Where scripts are run.
 *
 * @param name its name
 * @param servers how many servers there are
 * @param revisions what they count
 * @param stores opens the store that they share, for each server
 * @param server makes a server on the store
 */
record Place(
    String name,
    int servers,
    Revisions revisions,
    Function<Consumer<AutoCloseable>, Supplier<Store>> stores,
    ServerMaker server) {

  /** What revisions count. */
  enum Revisions {
    /** The commits of the store. */
    COMMITS,
    /**
     * What is done to a cluster, by whomever: they go on where nothing of the store was written.
     */
    ALL_THAT_HAPPENS
  }

  /** Makes a server. */
  interface ServerMaker {
    DataStore on(Store store, ScriptTime time);
  }

  static Place memory(int servers) {
    return new Place(
        "memory, " + servers + " servers",
        servers,
        Revisions.COMMITS,
        closeLater -> one(MemoryStoreProvider.open(), closeLater),
        Servers::on);
  }

  static Place sqlite(int servers) {
    return new Place(
        "SQLite, " + servers + " servers",
        servers,
        Revisions.COMMITS,
        closeLater ->
            one(
                Stores.open("sqlite:" + Folders.temporary(closeLater).resolve("store.db")),
                closeLater),
        Servers::on);
  }

  /** Returns the same place with servers that hold few records of the kinds that can be bounded. */
  Place bounded() {
    return new Place(name + ", bounded", servers, revisions, stores, Servers::bounded);
  }

  /** Each server opens the store of the cluster by itself, as servers of other machines do. */
  static Place etcd(int servers) {
    return new Place(
        "etcd, " + servers + " servers",
        servers,
        Revisions.ALL_THAT_HAPPENS,
        closeLater -> {
          String url = OneEtcd.freshUrl();
          return () -> opened(Stores.open(url), closeLater);
        },
        Servers::on);
  }

  private static Supplier<Store> one(Store store, Consumer<AutoCloseable> closeLater) {
    Store shared = opened(store, closeLater);
    return () -> shared;
  }

  private static Store opened(Store store, Consumer<AutoCloseable> closeLater) {
    closeLater.accept(store);
    return store;
  }

  /** Returns the same place with servers that are made otherwise. */
  Place withServers(ServerMaker other) {
    return new Place(name, servers, revisions, stores, other);
  }

  List<DataStore> open(ScriptTime time, Consumer<AutoCloseable> closeLater) {
    Supplier<Store> each = stores.apply(closeLater);
    List<DataStore> opened = new ArrayList<>();
    for (int i = 0; i < servers; i++) {
      DataStore dataStore = server.on(each.get(), time);
      closeLater.accept(dataStore);
      opened.add(dataStore);
    }
    return opened;
  }
}
